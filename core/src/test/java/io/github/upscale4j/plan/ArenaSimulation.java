package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/**
 * Runs a layout with labels instead of numbers: each float of the arena holds who wrote it (which step, which row), and
 * every read checks that it finds what it should. Written from the descriptions of {@link Layout} and {@link Bands},
 * sharing no code with an executor.
 */
final class ArenaSimulation {
    private final Layout layout;
    private final Bands bands;
    private final int[] writer;
    private final int[] writtenRow;
    private final int[] nextRow;
    private final String name;

    private ArenaSimulation(Layout layout, String name) {
        this.layout = layout;
        this.name = name;
        bands = new Bands(layout.plan(), layout.height());
        writer = new int[Math.toIntExact(layout.floats())];
        writtenRow = new int[writer.length];
        Arrays.fill(writer, -1);
        nextRow = new int[layout.plan().steps().size()];
    }

    /** Fails at the first float that is not where the plan says, or the first row computed twice, late or never. */
    static void run(Layout layout, String name) {
        for (Buffer buffer : layout.plan().buffers()) {
            Layout.Region region = layout.region(buffer);
            inOnePiece(layout, region.freshOffset(), region.freshRows() * region.rowFloats(), name);
            inOnePiece(layout, region.keptOffset(), region.keptRows() * region.rowFloats(), name);
        }
        ArenaSimulation simulation = new ArenaSimulation(layout, name);
        while (!simulation.bands.done()) {
            simulation.band();
        }
        for (Step step : layout.plan().steps()) {
            assertThat(simulation.nextRow[step.index()])
                    .as("rows of step %d of %s", step.index(), name)
                    .isEqualTo(simulation.bands.height(step));
        }
    }

    /** Behind its zeros. */
    private static void inOnePiece(Layout layout, long offset, long size, String name) {
        long piece = layout.storage().piece();
        if (size > 0) {
            assertThat(offset % piece).as(name).isBetween(layout.zeroFloats(), piece - size);
        }
        assertThat(offset).as(name).isBetween(0L, layout.floats() - 1);
    }

    private void band() {
        bands.next(layout.band());
        for (Step step : layout.plan().steps()) {
            assertThat(bands.from(step)).as("step %d", step.index()).isEqualTo(nextRow[step.index()]);
            nextRow[step.index()] = bands.to(step);
            for (int y = bands.from(step); y < bands.to(step); y++) {
                if (step.index() > 0) {
                    readOperands(step, y);
                }
                write(step, y);
            }
            for (Buffer buffer : layout.plan().buffers()) {
                if (Math.min(
                                layout.region(buffer).lastStep(),
                                layout.plan().steps().size() - 1)
                        == step.index()) {
                    keep(buffer);
                }
            }
        }
        // the result is fetched when all steps are done
        Step last = layout.plan().last();
        for (int y = bands.from(last); y < bands.to(last); y++) {
            expect(last.output(), y, last.index(), "the result");
        }
    }

    /** All rows of the block that holds {@code y}: a block is computed from all its inputs at once. */
    private void readOperands(Step step, int y) {
        for (int i = 0; i < step.operands().size(); i++) {
            Operand operand = step.operands().get(i);
            int height = operand.view().buffer().size(layout.height());
            int above = i < step.inputs().size() ? step.footprint().above() : 0;
            int below = i < step.inputs().size() ? step.footprint().below() : 0;
            int up = i < step.inputs().size() ? step.footprint().up() : 1;
            int down = i < step.inputs().size() ? step.footprint().down() : 1;
            int at = Math.floorDiv(y * down, up);
            // of a plan for whole images, any operation may see all of them
            boolean whole = layout.plan().whole();
            int first = whole ? 0 : Math.max(0, at - above);
            int last = whole ? height - 1 : Math.min(height - 1, at + below);
            for (int row = first; row <= last; row++) {
                int channel = operand.view().channel();
                for (int producer : operand.producers()) {
                    View part = layout.plan().steps().get(producer).output();
                    if (part.channel() != channel
                            || part.buffer() != operand.view().buffer()) {
                        throw new AssertionError(part + " is no part of " + operand.view() + ": " + name);
                    }
                    expect(part, row, producer, "step " + step.index() + ", row " + y + ", operand " + i);
                    channel += part.channels();
                }
                if (channel != operand.view().channel() + operand.view().channels()) {
                    throw new AssertionError("the parts do not cover " + operand.view() + ": " + name);
                }
            }
        }
    }

    private void expect(View view, int row, int producer, String reader) {
        long start = offset(view.buffer(), row);
        int pixels = pixels(view.buffer());
        for (int x = 0; x < pixels; x++) {
            for (int c = view.channel(); c < view.channel() + view.channels(); c++) {
                int at = Math.toIntExact(start + (long) x * view.buffer().channels() + c);
                if (writer[at] != producer || writtenRow[at] != row) {
                    throw new AssertionError(reader + " wants row " + row + " of step " + producer + " and finds row "
                            + writtenRow[at] + " of step " + writer[at] + " at " + at + ": " + name + ", "
                            + layout.width() + " x " + layout.height() + " in bands of " + layout.band() + "\n"
                            + layout.plan());
                }
            }
        }
    }

    private void write(Step step, int y) {
        View view = step.output();
        long start = offset(view.buffer(), y);
        for (int x = 0; x < pixels(view.buffer()); x++) {
            for (int c = view.channel(); c < view.channel() + view.channels(); c++) {
                int at = Math.toIntExact(start + (long) x * view.buffer().channels() + c);
                if (at < layout.zeroFloats()) {
                    throw new AssertionError("step " + step.index() + " writes into the zeros: " + name);
                }
                writer[at] = step.index();
                writtenRow[at] = y;
            }
        }
    }

    /** Pixels of a row with its margins, which belong to who writes the row. */
    private int pixels(Buffer buffer) {
        return Math.toIntExact(layout.region(buffer).rowFloats() / buffer.channels());
    }

    private long offset(Buffer buffer, int y) {
        Layout.Region region = layout.region(buffer);
        int fresh = bands.fresh(buffer);
        if (y >= fresh) {
            if (y - fresh >= region.freshRows()) {
                throw new AssertionError(buffer + " has no room for row " + y + ", fresh from " + fresh + ": " + name);
            }
            return region.freshOffset() + (y - fresh) * region.rowFloats();
        }
        if (region.keptRows() == 0) {
            throw new AssertionError(buffer + " keeps no rows, but row " + y + " is wanted: " + name);
        }
        return region.keptOffset() + y % region.keptRows() * region.rowFloats();
    }

    private void keep(Buffer buffer) {
        Layout.Region region = layout.region(buffer);
        int fresh = bands.fresh(buffer);
        int row = Math.toIntExact(region.rowFloats());
        for (int y = Math.max(fresh, bands.keep(buffer)); y < bands.end(buffer); y++) {
            int from = Math.toIntExact(region.freshOffset() + (long) (y - fresh) * row);
            int to = Math.toIntExact(region.keptOffset() + (long) (y % region.keptRows()) * row);
            System.arraycopy(writer, from, writer, to, row);
            System.arraycopy(writtenRow, from, writtenRow, to, row);
        }
    }
}
