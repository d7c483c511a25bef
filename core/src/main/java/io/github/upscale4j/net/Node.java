package io.github.upscale4j.net;

import java.util.List;

/**
 * One value of a {@link Net} and how it is computed.
 *
 * @param index position in {@link Net#nodes()}; inputs come before
 * @param op what computes it
 * @param inputs what it is computed from
 * @param channels feature maps
 * @param up rows (and columns) for every {@code down} of the network's input, reduced
 * @param down see {@code up}
 */
public record Node(int index, Op op, List<Node> inputs, int channels, int up, int down) {
    public Node {
        inputs = List.copyOf(inputs);
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
        return text + " -> " + channels + " channels" + (up == down ? "" : ", x" + up + "/" + down);
    }
}
