package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Layout;

/** A plan with its weights, ready to run at every size. */
public interface Program extends AutoCloseable {
    /** Takes the memory that {@code layout}, made from the same plan, asks for. */
    Execution open(Layout layout);

    @Override
    void close();
}
