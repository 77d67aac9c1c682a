/** File name of the guest's own runtime in stack traces; such frames are not shown. */
export const bootstrapFileName = '<holdfast>';
