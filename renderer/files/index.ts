export { FilesButton } from './files-button.tsx';
