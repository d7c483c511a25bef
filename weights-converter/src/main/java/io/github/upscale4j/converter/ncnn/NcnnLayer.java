package io.github.upscale4j.converter.ncnn;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.List;
import java.util.Map;

/**
 * One line of a {@code .param} file.
 *
 * @param inputs names of the values that it takes
 * @param outputs names of the values that it makes
 * @param params texts by the numbers that ncnn's operators give them
 */
record NcnnLayer(String type, String name, List<String> inputs, List<String> outputs, Map<Integer, String> params) {
    /** The parameter, or {@code otherwise} if the line lacks it. */
    int integer(int id, int otherwise) throws MalformedWeightsException {
        String text = params.get(id);
        if (text == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw refuse("parameter " + id + " should be an integer and is " + quote(text));
        }
    }

    float number(int id, float otherwise) throws MalformedWeightsException {
        String text = params.get(id);
        if (text == null) {
            return otherwise;
        }
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw refuse("parameter " + id + " should be a number and is " + quote(text));
        }
    }

    boolean has(int id) {
        return params.containsKey(id);
    }

    /** The elements of an array; none if the line lacks it. */
    float[] numbers(int id) throws MalformedWeightsException {
        String text = params.get(id);
        if (text == null || text.isEmpty()) {
            return new float[0];
        }
        String[] words = text.split(",");
        float[] numbers = new float[words.length];
        try {
            for (int i = 0; i < words.length; i++) {
                numbers[i] = Float.parseFloat(words[i]);
            }
        } catch (NumberFormatException e) {
            throw refuse("parameter " + id + " should be numbers and is " + quote(text));
        }
        return numbers;
    }

    /** Refuses any value but {@code expected}, which is also what a line without the parameter means. */
    void require(int id, int expected, String meaning) throws MalformedWeightsException {
        int value = integer(id, expected);
        if (value != expected) {
            throw refuse(meaning + " is " + value + ", only " + expected + " is read");
        }
    }

    /** The only input or output, of a layer that has one of each. */
    String input() throws MalformedWeightsException {
        return only(inputs, "inputs");
    }

    String output() throws MalformedWeightsException {
        return only(outputs, "outputs");
    }

    private String only(List<String> names, String what) throws MalformedWeightsException {
        if (names.size() != 1) {
            throw refuse("has " + names.size() + " " + what + " instead of 1");
        }
        return names.get(0);
    }

    MalformedWeightsException refuse(String reason) {
        return new MalformedWeightsException("layer " + quote(name) + " (" + quote(type) + "): " + reason);
    }
}
