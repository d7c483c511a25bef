package io.github.upscale4j.benchmarks;

/** Both sides must have computed the same: who is wrong is not fast. */
final class Agreement {
    private Agreement() {}

    /**
     * @param limit the largest difference that is rounding, as a share of the peer's largest value: random weights make
     *     values of 1 in small networks and of 100 in deep ones; below 1 it is absolute
     * @throws IllegalStateException with the place and both values if they differ by more
     */
    static void require(float[] ours, float[] peer, float limit) {
        if (ours.length != peer.length) {
            throw new IllegalStateException("ours gave " + ours.length + " values, the peer " + peer.length);
        }
        float largest = 1;
        for (float value : peer) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < ours.length; i++) {
            // so written that a NaN is refused
            if (!(Math.abs(ours[i] - peer[i]) <= limit * largest)) {
                throw new IllegalStateException("value " + i + " of " + ours.length + ": ours is " + ours[i]
                        + ", the peer's " + peer[i] + ", which differ by more than " + limit * largest);
            }
        }
    }
}
