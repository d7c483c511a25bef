package io.github.upscale4j.cpu;

import java.util.Optional;

/**
 * Whether {@link Math#fma} is one instruction here. Where the processor lacks it, or {@code -XX:-UseFMA} or
 * {@code -XX:UseAVX=0} hides it, Java computes it in big decimals, hundreds of times slower.
 */
final class FusedMultiplyAdd {
    private static final Optional<String> USED =
            ModuleLayer.boot().findModule("jdk.management").isPresent() ? HotSpot.value("UseFMA") : Optional.empty();

    private FusedMultiplyAdd() {}

    /** False where the JVM does not tell. */
    static boolean isKnown() {
        return USED.equals(Optional.of("true"));
    }

    /** False where the JVM does not tell. */
    static boolean isKnownToBeMissing() {
        return USED.equals(Optional.of("false"));
    }
}
