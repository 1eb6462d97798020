interface DirectoryPicker {
  showDirectoryPicker?: (options: { mode: 'read' }) => Promise<FileSystemDirectoryHandle>;
}

/**
 * Lets the person pick a folder. Null where they changed their mind; `no-picker` where the browser has none, or refuses
 * it here (an embedded page).
 */
export async function pickDirectory(): Promise<FileSystemDirectoryHandle | 'no-picker' | null> {
  const { showDirectoryPicker } = window as DirectoryPicker;
  if (!showDirectoryPicker) return 'no-picker';
  try {
    return await showDirectoryPicker.call(window, { mode: 'read' });
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? null : 'no-picker';
  }
}
