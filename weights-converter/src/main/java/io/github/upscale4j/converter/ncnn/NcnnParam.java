package io.github.upscale4j.converter.ncnn;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text of a {@code .param} file: a magic number, the counts of layers and values, then a line for each layer: type,
 * name, counts of inputs and outputs, their names, and {@code id=value}. Layers come in the order in which they can run.
 */
final class NcnnParam {
    static final String MAGIC = "7767517";

    /** Arrays have the id {@code -23300 - id}, and their length before their elements. */
    private static final int ARRAYS = -23300;

    private NcnnParam() {}

    static List<NcnnLayer> parse(String text) throws MalformedWeightsException {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty() || !lines.get(0).equals(MAGIC)) {
            throw damaged("does not begin with " + MAGIC);
        }
        if (lines.size() < 2) {
            throw damaged("is cut off after its magic number");
        }
        String[] counts = lines.get(1).split("\\s+");
        int layers = count(counts[0]);
        if (layers != lines.size() - 2) {
            throw damaged("announces " + layers + " layers and has " + (lines.size() - 2));
        }
        List<NcnnLayer> parsed = new ArrayList<>();
        Set<String> values = new HashSet<>();
        for (String line : lines.subList(2, lines.size())) {
            NcnnLayer layer = layer(line);
            for (String input : layer.inputs()) {
                if (!values.contains(input)) {
                    throw layer.refuse(
                            "takes " + quote(input) + ", which no layer before it makes; the file is damaged");
                }
            }
            for (String output : layer.outputs()) {
                if (!values.add(output)) {
                    throw layer.refuse("makes " + quote(output) + ", which another layer makes; the file is damaged");
                }
            }
            parsed.add(layer);
        }
        return parsed;
    }

    private static NcnnLayer layer(String line) throws MalformedWeightsException {
        List<String> words = Arrays.asList(line.split("\\s+"));
        if (words.size() < 4) {
            throw damaged("has the line " + quote(line) + ", which is no layer");
        }
        int inputs = count(words.get(2));
        int outputs = count(words.get(3));
        // one after the other, as their sum may overflow
        if (inputs > words.size() - 4 || outputs > words.size() - 4 - inputs) {
            throw damaged("has the line " + quote(line) + ", which announces more names than it holds");
        }
        int firstOutput = 4 + inputs;
        int firstParam = firstOutput + outputs;
        return new NcnnLayer(
                words.get(0),
                words.get(1),
                List.copyOf(words.subList(4, firstOutput)),
                List.copyOf(words.subList(firstOutput, firstParam)),
                params(words.subList(firstParam, words.size()), line));
    }

    private static Map<Integer, String> params(List<String> words, String line) throws MalformedWeightsException {
        Map<Integer, String> params = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            try {
                int key = Integer.parseInt(word.substring(0, Math.max(0, equals)));
                String value = word.substring(equals + 1);
                if (key <= ARRAYS) {
                    key = ARRAYS - key;
                    value = value.substring(value.indexOf(',') + 1); // without its length
                }
                if (params.put(key, value) != null) {
                    throw damaged("has the line " + quote(line) + " with parameter " + key + " twice");
                }
            } catch (NumberFormatException e) {
                throw damaged("has the line " + quote(line) + ", where " + quote(word) + " is no parameter");
            }
        }
        return params;
    }

    private static int count(String text) throws MalformedWeightsException {
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below, as for negative ones
        }
        throw damaged("has " + quote(text) + " where a count is due");
    }

    private static MalformedWeightsException damaged(String reason) {
        return new MalformedWeightsException("the graph " + reason + "; the file is damaged, fetch it again");
    }
}
