package io.github.upscale4j.arch;

import io.github.upscale4j.weights.WeightShapes;

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
