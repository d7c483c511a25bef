package io.github.upscale4j;

/**
 * What a caller has chosen beside the model and the backend.
 *
 * @param alpha how alpha is enlarged
 * @param ensemble whether the network runs over eight orientations
 * @param seamless whether opposite borders continue each other
 * @param colourMatch whether the result gets the low frequencies of the picture
 */
record Settings(AlphaMode alpha, boolean ensemble, boolean seamless, boolean colourMatch) {
    static final Settings DEFAULT = new Settings(AlphaMode.CLASSICAL, false, false, false);

    Settings with(AlphaMode mode) {
        return new Settings(mode, ensemble, seamless, colourMatch);
    }

    Settings withEnsemble(boolean wanted) {
        return new Settings(alpha, wanted, seamless, colourMatch);
    }

    Settings withSeamless(boolean wanted) {
        return new Settings(alpha, ensemble, wanted, colourMatch);
    }

    Settings withColourMatch(boolean wanted) {
        return new Settings(alpha, ensemble, seamless, wanted);
    }
}
