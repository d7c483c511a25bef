package io.github.upscale4j;

/**
 * What a caller has chosen beside the model and the backend.
 *
 * @param alpha how alpha is enlarged
 * @param ensemble whether the network runs over eight orientations
 * @param seamless whether opposite borders continue each other
 * @param colourMatch whether the result gets the low frequencies of the picture
 * @param seed of the noise that a network may want
 */
record Settings(AlphaMode alpha, boolean ensemble, boolean seamless, boolean colourMatch, long seed) {
    static final Settings DEFAULT = new Settings(AlphaMode.CLASSICAL, false, false, false, 0);

    Settings with(AlphaMode mode) {
        return new Settings(mode, ensemble, seamless, colourMatch, seed);
    }

    Settings withEnsemble(boolean wanted) {
        return new Settings(alpha, wanted, seamless, colourMatch, seed);
    }

    Settings withSeamless(boolean wanted) {
        return new Settings(alpha, ensemble, wanted, colourMatch, seed);
    }

    Settings withColourMatch(boolean wanted) {
        return new Settings(alpha, ensemble, seamless, wanted, seed);
    }

    Settings withSeed(long chosen) {
        return new Settings(alpha, ensemble, seamless, colourMatch, chosen);
    }
}
