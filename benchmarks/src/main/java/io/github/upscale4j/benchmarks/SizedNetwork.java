package io.github.upscale4j.benchmarks;

/** A network and the side of the square image that it is given, as an argument {@code network:size} says it. */
record SizedNetwork(Network network, int size) {
    /** @throws IllegalArgumentException if that is no network and size */
    static SizedNetwork of(String argument) {
        String[] parts = argument.split(":");
        if (parts.length != 2 || !parts[1].matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("'" + argument
                    + "' is no network:size with a size from 1 to 99999: write it as in srvgg-64x32:512");
        }
        return new SizedNetwork(Network.named(parts[0]), Integer.parseInt(parts[1]));
    }

    Image image() {
        return Image.noise(network.net().inputChannels(), size, size);
    }
}
