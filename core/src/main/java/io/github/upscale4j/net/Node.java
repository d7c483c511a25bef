package io.github.upscale4j.net;

import java.util.List;

/**
 * One value of a {@link Net} and how it is computed.
 *
 * @param index position in {@link Net#nodes()}; inputs come before
 * @param op what computes it
 * @param inputs what it is computed from
 * @param channels feature maps
 * @param extent rows, and columns, for the network's input
 */
public record Node(int index, Op op, List<Node> inputs, int channels, Extent extent) {
    public Node {
        inputs = List.copyOf(inputs);
    }

    /** Rows (and columns) for every {@link #down()} of the network's input, reduced; see {@link #extent()}. */
    public int up() {
        return extent.up();
    }

    /** See {@link #up()}. */
    public int down() {
        return extent.down();
    }

    // identity, not structure: comparing two nodes must not walk the graph behind them
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return index;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%" + index + " = " + op + " of");
        inputs.forEach(input -> text.append(" %").append(input.index()));
        return text + " -> " + channels + " channels" + (extent.equals(Extent.of(1, 1)) ? "" : ", " + extent);
    }
}
