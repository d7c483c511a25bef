package io.github.upscale4j.converter.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of an axis of a feature map: {@code extent} places that lie {@code stride} apart. Index {@code i} of an axis
 * whose parts are a, b, c is {@code (ia * b.extent + ib) * c.extent + ic}.
 *
 * @param axis of the feature map
 */
record Atom(Axis axis, int stride, int extent) {
    enum Axis {
        CHANNEL,
        ROW,
        COLUMN,
        /** Of no axis: the same values, {@code extent} times. */
        COPY,
        /** Of several, whose places are numbered in one row: {@link View#cell}. */
        CELL
    }

    /** Whether this one and the next are one longer part. */
    private boolean continues(Atom next) {
        return axis == next.axis && (axis == Axis.COPY || stride == next.stride * next.extent);
    }

    /** The outer {@code count} parts of this one; each is {@link #within} of it. */
    Atom outer(int count) {
        return new Atom(axis, axis == Axis.COPY ? 0 : stride * (extent / count), count);
    }

    /** What remains within each of {@code count} {@link #outer} parts. */
    Atom within(int count) {
        return new Atom(axis, stride, extent / count);
    }

    /** The same, as few as possible: parts of one place are nothing, and neighbours that continue each other are one. */
    static List<Atom> merged(List<Atom> atoms) {
        List<Atom> merged = new ArrayList<>();
        for (Atom atom : atoms) {
            Atom last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (atom.extent() == 1) {
                continue;
            }
            if (last != null && last.continues(atom)) {
                merged.set(merged.size() - 1, new Atom(atom.axis(), atom.stride(), last.extent() * atom.extent()));
            } else {
                merged.add(atom);
            }
        }
        return List.copyOf(merged);
    }

    static int extent(List<Atom> atoms) {
        int extent = 1;
        for (Atom atom : atoms) {
            extent = Math.multiplyExact(extent, atom.extent());
        }
        return extent;
    }
}
