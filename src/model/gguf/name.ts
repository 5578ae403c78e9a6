/** Whether a model's path means a GGUF file and not a folder in hub layout. */
export const isGguf = (path: string): boolean => /\.gguf$/i.test(path);
