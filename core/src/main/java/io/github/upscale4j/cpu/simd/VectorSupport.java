package io.github.upscale4j.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What the vector kernels know of the machine; in a class of its own, loaded only where the vector module is present. */
final class VectorSupport {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final int LANES = SPECIES.length();

    /** ARM has 32 vector registers at every width; x86 has them from AVX-512 on. */
    static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private VectorSupport() {}
}
