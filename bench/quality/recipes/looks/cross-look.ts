/** Q of one cross site and K of all the subject's texts, of one UNet call. */
export interface CrossLook {
  readonly side: number;
  readonly heads: number;
  readonly headDim: number;
  readonly scale: number;
  /** fp32 `[side², heads·headDim]`, head-major. */
  readonly query: Float32Array;
  /** fp32 `[ΣT, heads·headDim]`. */
  readonly key: Float32Array;
}
