package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;
import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the network's tensors among what trainers save around them, and under which prefixes. */
final class Nesting {
    /** In this order: the averaged weights ({@code params_ema}) are what their authors publish results for. */
    private static final List<String> WRAPPERS =
            List.of("model_state_dict", "state_dict", "params_ema", "params-ema", "params", "model", "net");

    /** Of DataParallel, of GAN trainers, of torch.compile. */
    private static final List<String> PREFIXES = List.of("module.", "netG.", "_orig_mod.");

    // Real files nest twice. A hostile one may hold itself, under all seven names at once: 7^4 steps.
    private static final int DEPTH = 4;

    private Nesting() {}

    /** The dictionary that holds tensors; what else it holds (an epoch, an optimiser) is left out. */
    static Map<String, Tensor> unwrap(Object root) throws MalformedWeightsException {
        if (!(root instanceof Dict)) {
            throw new MalformedWeightsException(
                    "holds a " + Pickled.kind(root) + " instead of a dictionary of tensors; " + SAVE_STATE_DICT);
        }
        Dict found = find((Dict) root, 0);
        if (found == null) {
            throw new MalformedWeightsException(
                    "no tensors found in its dictionary with " + describeKeys((Dict) root) + "; " + SAVE_STATE_DICT);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        found.entries.forEach((key, value) -> {
            if (key instanceof String && value instanceof Tensor) {
                tensors.put((String) key, (Tensor) value);
            }
        });
        return tensors;
    }

    private static Dict find(Dict dict, int depth) {
        if (depth > DEPTH) {
            return null;
        }
        for (String wrapper : WRAPPERS) {
            // A trainer's settings may also be called "params" or "model": only tensors make a hit.
            if (dict.entries.get(wrapper) instanceof Dict) {
                Dict inner = find((Dict) dict.entries.get(wrapper), depth + 1);
                if (inner != null) {
                    return inner;
                }
            }
        }
        if (dict.entries.size() == 1) {
            Object only = dict.entries.values().iterator().next();
            if (only instanceof Dict) {
                return find((Dict) only, depth + 1);
            }
        }
        boolean holdsTensors = dict.entries.entrySet().stream()
                .anyMatch(entry -> entry.getKey() instanceof String && entry.getValue() instanceof Tensor);
        return holdsTensors ? dict : null;
    }

    /** Strips prefixes that every name has, as long as there are any ({@code module._orig_mod.}). */
    static <T> Map<String, T> stripPrefixes(Map<String, T> tensors) {
        for (String prefix : PREFIXES) {
            boolean everywhere = !tensors.isEmpty()
                    && tensors.keySet().stream()
                            .allMatch(name -> name.startsWith(prefix) && name.length() > prefix.length());
            if (everywhere) {
                Map<String, T> stripped = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> stripped.put(name.substring(prefix.length()), tensor));
                return stripPrefixes(stripped);
            }
        }
        return tensors;
    }

    private static String describeKeys(Dict dict) {
        if (dict.entries.isEmpty()) {
            return "no keys";
        }
        String keys = dict.entries.keySet().stream()
                .limit(8)
                .map(key -> key instanceof String ? quote((String) key) : "a " + Pickled.kind(key))
                .collect(Collectors.joining(", "));
        return "the keys " + keys + (dict.entries.size() > 8 ? ", ..." : "");
    }
}
