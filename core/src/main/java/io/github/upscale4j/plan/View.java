package io.github.upscale4j.plan;

/** {@code channels} channels of a buffer, from {@code channel} on: a concatenation is a view that covers its parts. */
public record View(Buffer buffer, int channel, int channels) {
    @Override
    public String toString() {
        String name = "b" + buffer.index();
        return channels == buffer.channels() ? name : name + "[" + channel + ".." + (channel + channels) + ")";
    }
}
