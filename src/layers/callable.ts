/**
 * A base class whose instances are functions: `layer(x)` is `layer.apply(x)`. The constructor gives back a closure with the
 * prototype of the class being made, so fields and methods are found as on any instance. It is typed as a constant, because
 * TypeScript has no way to say this of a class.
 */
export const Callable: abstract new <Args extends unknown[], Result>() => (...args: Args) => Result = class {
  constructor() {
    const self = (...args: unknown[]): unknown => (self as unknown as Applied).apply(...args); // the subclass brings apply
    // A function has a name of its own that cannot be written to; a layer's name is data.
    Object.defineProperty(self, 'name', { writable: true, enumerable: true, configurable: true, value: '' });
    Object.setPrototypeOf(self, new.target.prototype);
    // biome-ignore lint/correctness/noConstructorReturn: the returned closure is the instance.
    return self;
  }
} as never; // the constant's own type, above, is what may be known of it

interface Applied {
  apply(...args: unknown[]): unknown;
}
