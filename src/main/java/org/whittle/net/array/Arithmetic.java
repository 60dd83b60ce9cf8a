package org.whittle.net.array;

/**
 * Arithmetic on arrays, element by element unless said otherwise. Activations and losses say their formulas in it,
 * once, and need not know what an array is.
 *
 * <p>Nouns make a new array; verbs change their first argument, and return it, to save the memory of another.
 *
 * @param <A> an array of numbers in single precision
 */
public interface Arithmetic<A> {

    /** max(0, x) */
    A relu(A x);

    /** x above 0, else leak · x */
    A leakyRelu(A x, double leak);

    /** x above 0, else exp(x) − 1 */
    A elu(A x);

    /** λx above 0, else λα(exp(x) − 1), with λ and α of Klambauer et al. 2017 */
    A selu(A x);

    /** xΦ(x), Φ being the normal distribution function, in one operation */
    A gelu(A x);

    /** σ(x) = 1 / (1 + exp(−x)) */
    A sigmoid(A x);

    /** log(1 + exp(x)) */
    A softplus(A x);

    /** Hyperbolic tangent. */
    A tanh(A x);

    /** The error function. */
    A erf(A x);

    /** e to the power of x. */
    A exponential(A x);

    /** The natural logarithm. */
    A logarithm(A x);

    /** Sums along an axis, which then has one element. */
    A total(A x, int axis);

    /** x². */
    A square(A x);

    /** −1, 0 or 1 */
    A sign(A x);

    /** 1 where x is above 0, else 0 */
    A positive(A x);

    /** −x. */
    A negative(A x);

    /** The lesser of each element and the limit. */
    A minimum(A x, double limit);

    /** The greater of each element and the limit. */
    A maximum(A x, double limit);

    /** Of arrays of like shapes, or shapes that one of them is repeated to. */
    A minimum(A x, A limit);

    /** The greater of each two elements. */
    A maximum(A x, A limit);

    /** Element by element. */
    A product(A x, A y);

    /** Each element times the factor. */
    A product(A x, double factor);

    /** Element by element. */
    A sum(A x, A y);

    /** Each element plus the summand. */
    A sum(A x, double summand);

    /** x − y, element by element. */
    A difference(A x, A y);

    /** x minus each element. */
    A difference(double x, A y);

    /** The logarithm of exp(x) over its sum along an axis. */
    A logSoftmax(A x, int axis);

    /** x ← xy */
    A multiply(A x, A y);

    /** x ← factor · x */
    A multiply(A x, double factor);

    /** x ← x + y */
    A add(A x, A y);

    /** x ← x + summand */
    A add(A x, double summand);

    /** x ← x where y is above 0, else 0; y is not below 0 */
    A gate(A x, A y);

    /** x ← x − y */
    A subtract(A x, A y);

    /** The elements of one index of an axis, which stays, with extent 1; to be read only. */
    A part(A x, int axis, int index);
}
