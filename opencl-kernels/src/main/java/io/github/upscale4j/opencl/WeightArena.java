package io.github.upscale4j.opencl;

import java.util.ArrayList;
import java.util.List;

/** The weights of all steps on their way to one buffer of the device. */
final class WeightArena {
    /** Floats past the end that a kernel may read, and does not use, where channels are no multiple of its lanes. */
    static final int SLACK = 64;

    private final List<float[]> parts = new ArrayList<>();
    private int floats;

    /** Puts the values behind those before; gives their offset. */
    int add(float[] values) {
        int offset = floats;
        parts.add(values);
        floats = Math.addExact(floats, values.length);
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
