/** True where both are the very same type; `any` is the same as `any` alone. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile for anything but `true`. */
export type Expect<T extends true> = T;
