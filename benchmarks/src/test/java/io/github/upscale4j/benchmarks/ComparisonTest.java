package io.github.upscale4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of comparison once, small, on the path that needs no flag. */
class ComparisonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network:srvgg-8x1:9:cpu-scalar:2",
                "network:natural:8:cpu-scalar:1",
                "kernel:conv3x3-5-7:6:cpu-scalar:1",
                "kernel:conv1x1-4-4:6:cpu-scalar:1",
                "kernel:shuffle-12-2:6:cpu-scalar:1",
                "threads:srvgg-8x1:20:cpu-scalar:2",
                "bands:srvgg-8x1:20:cpu-scalar:1:3",
                "resample:bicubic:32",
                "resample:lanczos:32"
            })
    void bothSidesAgreeAndAreTimed(String spec) {
        Comparison comparison = Comparison.parse(spec);
        try (Contestant ours = comparison.ours();
                Contestant peer = comparison.peer()) {
            Agreement.require(ours.result(), peer.result(), comparison.limit());
            Outcome outcome = Duel.run(ours, peer, 0.01, 0.01);
            assertThat(outcome.rounds()).isGreaterThanOrEqualTo(3);
            assertThat(outcome.ratio()).isPositive();
            assertThat(Table.line(new Row(comparison, ours.description(), peer.description(), outcome)))
                    .startsWith("| " + comparison.title() + " | " + ours.description() + " | ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing:1", "network:srvgg-8x1", "network:srvgg-8x1:big:cpu-scalar:1"})
    void whatIsNotUnderstoodIsToldWithWhatIs(String spec) {
        assertThatThrownBy(() -> Comparison.parse(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + spec + "'")
                .hasMessageContaining("network:NAME:SIZE:BACKEND:THREADS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg-19", "srvgg-64", "conv3x3-64"})
    void anUnknownNetworkIsRefusedByName(String name) {
        assertThatThrownBy(() -> Network.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void selectionsHoldOnlyWhatExists() {
        Selection.quick("cpu-vector", 2)
                .forEach(each ->
                        assertThatCode(() -> Comparison.parse(each.spec())).doesNotThrowAnyException());
        Selection.usual("cpu-vector", 2)
                .forEach(each ->
                        assertThatCode(() -> Comparison.parse(each.spec())).doesNotThrowAnyException());
    }

    @Test
    void aWrongResultIsNotFast() {
        float[] peer = {1, 2, 200};
        assertThatCode(() -> Agreement.require(new float[] {1, 2.01f, 200}, peer, 1e-4f))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Agreement.require(new float[] {1, 2.03f, 200}, peer, 1e-4f))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("value 1 of 3");
        assertThatThrownBy(() -> Agreement.require(new float[] {Float.NaN, 2, 200}, peer, 1e-4f))
                .isInstanceOf(IllegalStateException.class);
    }
}
