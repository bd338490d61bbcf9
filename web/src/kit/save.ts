/** Hands a text to the person as a file. */
export const saveText = (name: string, media: string, text: string): void => saveBlob(name, new Blob([text], { type: media }));

/** Hands bytes to the person as a file. */
export function saveBlob(name: string, bytes: Blob): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
