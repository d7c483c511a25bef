package io.github.upscale4j.arch;

import io.github.upscale4j.weights.WeightShapes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How well names and shapes fit an architecture: a chain of checks that ends at the first that fails.
 *
 * @param passed checks passed
 * @param obstacle the check that failed, for people; null if none did
 */
public record Match(int passed, String obstacle) {
    /** Starts a chain. */
    public static Checks of(WeightShapes weights) {
        return new Checks(weights);
    }

    /** Of the matches of an architecture's layouts, at least one: the one that matches, or else the one that came farthest. */
    static Match closest(Stream<Match> layouts) {
        return layouts.max(Comparator.comparing(Match::matches).thenComparingInt(Match::passed))
                .orElseThrow();
    }

    public boolean matches() {
        return obstacle == null;
    }

    /** The chain of checks; once one has failed the others do nothing. */
    public static final class Checks {
        private final WeightShapes weights;
        private int passed;
        private String obstacle;

        private Checks(WeightShapes weights) {
            this.weights = weights;
        }

        public Checks has(String... names) {
            for (String name : names) {
                check(weights.has(name), "there is no '" + name + "'");
            }
            return this;
        }

        public Checks lacks(String... names) {
            for (String name : names) {
                check(!weights.has(name), "there is a '" + name + "'");
            }
            return this;
        }

        public Checks rank(String name, int rank) {
            has(name);
            return check(
                    obstacle != null || weights.rank(name) == rank,
                    "'" + name + "' should have " + rank + " dimensions, but its shape is "
                            + (weights.has(name) ? weights.shape(name) : "missing"));
        }

        /** A chain of convolutions, each taking what the one before gives. */
        public Checks chain(List<String> convs) {
            for (int i = 0; i < convs.size(); i++) {
                String weight = convs.get(i) + ".weight";
                rank(weight, 4);
                if (i > 0 && fine()) {
                    int given = weights.dim(convs.get(i - 1) + ".weight", 0);
                    check(
                            weights.dim(weight, 1) == given,
                            "'" + weight + "' takes " + weights.dim(weight, 1) + " channels, and '" + convs.get(i - 1)
                                    + "' gives " + given);
                }
            }
            return this;
        }

        public Checks check(boolean condition, String otherwise) {
            if (obstacle == null) {
                if (condition) {
                    passed++;
                } else {
                    obstacle = otherwise;
                }
            }
            return this;
        }

        /** Whether all checks so far passed: what later ones ask of the weights is there. */
        public boolean fine() {
            return obstacle == null;
        }

        public Match end() {
            return new Match(passed, obstacle);
        }
    }
}
