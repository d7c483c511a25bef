package io.github.upscale4j.benchmarks;

/** The program of a JVM that measures one comparison: checks that both sides agree, then times them. */
final class Measure {
    /** What the lines start with that are meant for {@link Fork}. */
    static final String OUTCOME = "outcome ";

    static final String OURS = "ours ";
    static final String PEER = "peer ";

    private Measure() {}

    /** @param args the comparison, seconds of warm-up, seconds of measurement */
    public static void main(String[] args) {
        Comparison comparison = Comparison.parse(args[0]);
        try (Contestant ours = comparison.ours();
                Contestant peer = comparison.peer()) {
            Agreement.require(ours.result(), peer.result(), comparison.limit());
            Outcome outcome = Duel.run(ours, peer, Double.parseDouble(args[1]), Double.parseDouble(args[2]));
            System.out.println(OURS + ours.description());
            System.out.println(PEER + peer.description());
            System.out.println(OUTCOME + outcome.line());
        }
    }
}
