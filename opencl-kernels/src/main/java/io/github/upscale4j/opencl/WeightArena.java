package io.github.upscale4j.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The weights of all steps on their way to one buffer of the device. */
final class WeightArena {
    /** Floats past the end that a kernel may read, and does not use, where channels are no multiple of its lanes. */
    static final int SLACK = 64;

    /** Floats of a line of a device's cache: each part begins at one, so that kernels may read it in vectors. */
    private static final int LINE = 32;

    private final List<float[]> parts = new ArrayList<>();
    private int floats;

    /** Puts the values behind those before; gives their offset. */
    int add(float[] values) {
        int offset = floats;
        parts.add(Arrays.copyOf(values, Math.addExact(values.length, LINE - 1) / LINE * LINE));
        floats = Math.addExact(floats, parts.get(parts.size() - 1).length);
        return offset;
    }

    /** Brings them to the device. */
    Cl.Memory upload(Cl cl) {
        Cl.Memory memory = cl.memory(4L * (floats + SLACK));
        long offset = 0;
        for (float[] part : parts) {
            memory.write(offset, part, part.length);
            offset += part.length;
        }
        memory.write(offset, new float[SLACK], SLACK);
        return memory;
    }
}
