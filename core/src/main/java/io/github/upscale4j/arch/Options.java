package io.github.upscale4j.arch;

import java.util.Map;
import java.util.Set;

/** Hyper-parameters that a file's shapes cannot hold, by the names of the reference constructor. */
public final class Options {
    public static final Options NONE = new Options(Map.of());

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public static Options of(Map<String, String> values) {
        return new Options(values);
    }

    /** The value, or {@code otherwise} if none was given. */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** @throws IllegalArgumentException if the value is no whole number above 0 */
    public int whole(String name, int otherwise) {
        return values.containsKey(name) ? whole(name, values.get(name)) : otherwise;
    }

    /** As {@link #whole(String, int)}, of a part of an option's value. */
    static int whole(String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("option " + name + ": expected a whole number above 0, got '" + value + "'");
    }

    /** @throws IllegalArgumentException if the value is no finite number */
    public float number(String name, float otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            float number = Float.parseFloat(value);
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as for infinities
        }
        throw new IllegalArgumentException("option " + name + ": expected a number, got '" + value + "'");
    }

    /** @throws IllegalArgumentException if the value is no whole number of at least 1 */
    public int count(String name, int otherwise) {
        float number = number(name, otherwise);
        if (number < 1 || number != (int) number) {
            throw new IllegalArgumentException(
                    "option " + name + ": expected a whole number of at least 1, got '" + values.get(name) + "'");
        }
        return (int) number;
    }

    /** @throws IllegalArgumentException naming the first option that {@code known} lacks */
    void requireKnown(Set<String> known, String architecture) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("option '" + name + "' is unknown to " + architecture
                        + ", which takes "
                        + (known.isEmpty()
                                ? "none"
                                : String.join(", ", known.stream().sorted().toList())));
            }
        }
    }
}
