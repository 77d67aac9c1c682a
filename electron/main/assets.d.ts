// electron-vite copies the file into the build and gives its path.
declare module '*?asset' {
  const path: string;
  export default path;
}
