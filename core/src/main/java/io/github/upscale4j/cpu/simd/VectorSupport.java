package io.github.upscale4j.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What the vector kernels know of the machine; in a class of its own, loaded only where the vector module is present. */
final class VectorSupport {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final int LANES = SPECIES.length();

    private VectorSupport() {}
}
