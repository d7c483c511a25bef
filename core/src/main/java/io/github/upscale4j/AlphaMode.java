package io.github.upscale4j;

/** How the alpha channel is enlarged. One that is the same everywhere costs nothing in either way, and stays as it is. */
public enum AlphaMode {
    /** Bicubic: quick, without invented detail. */
    CLASSICAL,
    /**
     * Through the network, as if it were a gray picture: edges as crisp as those of the colours, at twice the time. Where
     * alpha is the same for two pixels around, it stays exactly that: what is opaque stays opaque.
     */
    NETWORK
}
