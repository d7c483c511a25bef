package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Sequence;
import io.github.upscale4j.weights.Pickled.Storage;
import io.github.upscale4j.weights.Pickled.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestingTest {
    private static final Tensor TENSOR = tensor();
    private static final Tensor OTHER = tensor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_state_dict",
                "state_dict",
                "params_ema",
                "params-ema",
                "params",
                "model",
                "net",
                "generator"
            })
    void unwrapsOneLevel(String wrapper) throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict(wrapper, dict("w", TENSOR)))).isEqualTo(Map.of("w", TENSOR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model_state_dict", "state_dict", "params_ema", "params-ema", "params", "model", "net"})
    void unwrapsFromAmongOtherEntries(String wrapper) throws MalformedWeightsException {
        Dict checkpoint = dict(
                "epoch", 3L, wrapper, dict("w", TENSOR), "optimizer", dict("state", dict(0L, OTHER)), "note", "text");
        assertThat(Nesting.unwrap(checkpoint)).isEqualTo(Map.of("w", TENSOR));
    }

    @Test
    void averagedWeightsComeFirstWhereverTheyStand() throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict("params", dict("w", OTHER), "params_ema", dict("w", TENSOR))))
                .isEqualTo(Map.of("w", TENSOR));
        assertThat(Nesting.unwrap(dict("net", dict("w", OTHER), "state_dict", dict("w", TENSOR))))
                .isEqualTo(Map.of("w", TENSOR));
    }

    @Test
    void unwrapsTwice() throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict("epoch", 1L, "state_dict", dict("params", dict("w", TENSOR)))))
                .isEqualTo(Map.of("w", TENSOR));
    }

    @Test
    void settingsUnderAKnownNameAreNoHit() throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict("params", dict("lr", 0.1), "model", dict("w", TENSOR))))
                .isEqualTo(Map.of("w", TENSOR));
        assertThat(Nesting.unwrap(dict("params", dict("lr", 0.1), "w", TENSOR))).isEqualTo(Map.of("w", TENSOR));
    }

    @Test
    void aTensorOfAWrappersNameStays() throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict("model", TENSOR, "net", OTHER)))
                .isEqualTo(Map.of("model", TENSOR, "net", OTHER));
    }

    @Test
    void leavesOutWhatIsNoTensor() throws MalformedWeightsException {
        assertThat(Nesting.unwrap(dict("w", TENSOR, "epoch", 3L, "none", null, 7L, OTHER)))
                .isEqualTo(Map.of("w", TENSOR));
    }

    @Test
    void stripsPrefixesThatAllNamesHave() {
        assertThat(Nesting.stripPrefixes(Map.of("module.a", 1, "module.b", 2))).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(Nesting.stripPrefixes(Map.of("module.netG._orig_mod.a", 1))).isEqualTo(Map.of("a", 1));
        assertThat(Nesting.stripPrefixes(Map.of("_orig_mod.module.a", 1))).isEqualTo(Map.of("a", 1));
        for (Map<String, Integer> kept : List.of(
                Map.of("module.a", 1, "b", 2),
                Map.of("module.", 1),
                Map.of("model.0.weight", 1),
                Map.<String, Integer>of())) {
            assertThat(Nesting.stripPrefixes(kept)).isEqualTo(kept);
        }
    }

    @Test
    void saysWhatItFoundInstead() {
        assertThatThrownBy(() -> Nesting.unwrap(TENSOR)).hasMessageStartingWith("holds a tensor instead of");
        assertThatThrownBy(() -> Nesting.unwrap(null)).hasMessageStartingWith("holds a None instead of");
        assertThatThrownBy(() -> Nesting.unwrap(new Sequence())).hasMessageContaining("torch.save(model.state_dict()");
        assertThatThrownBy(() -> Nesting.unwrap(dict("gen", dict("w", TENSOR), "disc", dict("w", OTHER), 1L, "x")))
                .hasMessageContaining("the keys 'gen', 'disc', a number");
    }

    @Test
    void endsInDictionariesThatHoldThemselves() {
        Dict all = dict();
        for (String name :
                List.of("model_state_dict", "state_dict", "params_ema", "params-ema", "params", "model", "net")) {
            all.entries.put(name, all);
        }
        assertThatThrownBy(() -> Nesting.unwrap(all)).hasMessageStartingWith("no tensors found");
        Dict one = dict();
        one.entries.put("x", one);
        assertThatThrownBy(() -> Nesting.unwrap(one)).hasMessageStartingWith("no tensors found");
    }

    private static Tensor tensor() {
        return new Tensor(new Storage(Dtype.F32, "0", 1, 0, 1), 0, new long[0], new long[0]);
    }

    private static Dict dict(Object... entries) {
        Dict dict = new Dict();
        for (int i = 0; i < entries.length; i += 2) {
            dict.entries.put(entries[i], entries[i + 1]);
        }
        return dict;
    }
}
