package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Windows;

/** The distances between the queries and the keys of a window, counted row by row: of cells, where pixels are folded to keys. */
public final class Distances {
    private final Windows windows;

    public Distances(Windows windows) {
        this.windows = windows;
    }

    /** How many there are. */
    public int count() {
        return side(windows.rows(), windows.keyRows()) * side(windows.columns(), windows.keyColumns());
    }

    /** The distance of each pair, (queries, keys). */
    public long[] index() {
        long[] index = new long[windows.queries() * windows.keys()];
        for (int pair = 0; pair < index.length; pair++) {
            index[pair] = of(pair);
        }
        return index;
    }

    /** What tells these distances from those of other windows. */
    public String name() {
        return windows.rows().size() + "_" + windows.columns().size() + "_" + windows.keyRows() + "_"
                + windows.keyColumns() + "_" + windows.fold();
    }

    public Windows windows() {
        return windows;
    }

    /** Whether there are as many cells of queries as keys, as {@link io.github.upscale4j.net.RelativeTable} wants. */
    boolean areRelative() {
        return cells(windows.rows()) == windows.keyRows() && cells(windows.columns()) == windows.keyColumns();
    }

    /** (heads, distances) of a number for each head and pair; null if pairs of one distance have several. */
    public float[] table(float[] bias, int heads) {
        int pairs = windows.queries() * windows.keys();
        float[] table = new float[heads * count()];
        boolean[] known = new boolean[table.length];
        for (int i = 0; i < bias.length; i++) {
            int place = i / pairs * count() + of(i % pairs);
            if (known[place] && Float.compare(table[place], bias[i]) != 0) {
                return null;
            }
            known[place] = true;
            table[place] = bias[i];
        }
        return table;
    }

    /** The number of each head and pair, (heads, queries, keys), of a {@link #table}. */
    float[] pairs(float[] table, int heads) {
        int pairs = windows.queries() * windows.keys();
        float[] bias = new float[heads * pairs];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = table[i / pairs * count() + of(i % pairs)];
        }
        return bias;
    }

    private int of(int pair) {
        int query = pair / windows.keys();
        int key = pair % windows.keys();
        int rows = query / windows.columns().size() / windows.fold() - key / windows.keyColumns();
        int columns = query % windows.columns().size() / windows.fold() - key % windows.keyColumns();
        return (rows + windows.keyRows() - 1) * side(windows.columns(), windows.keyColumns())
                + columns
                + windows.keyColumns()
                - 1;
    }

    private int side(Windows.Axis axis, int keys) {
        return cells(axis) + keys - 1;
    }

    private int cells(Windows.Axis axis) {
        return (axis.size() + windows.fold() - 1) / windows.fold();
    }
}
