package io.github.upscale4j.benchmarks;

/** A side of a comparison for JMH, which is given it only after both sides gave the same result. */
final class Verified {
    private Verified() {}

    /** @param side {@code ours} or {@code peer} */
    static Contestant open(Comparison comparison, String side) {
        Contestant ours = comparison.ours();
        Contestant peer = comparison.peer();
        Agreement.require(ours.result(), peer.result(), comparison.limit());
        boolean asked = side.equals("ours");
        (asked ? peer : ours).close();
        return asked ? ours : peer;
    }
}
