/** What esbuild puts in: the runtime's files, by their names (see `builder/assets.py`). */
declare const RUNTIME_FILES: Record<string, { bytes: number; sha256: string }>;

declare module "*.py" {
  const source: string;
  export default source;
}
