package org.whittle.score.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.score.block.BroughtBlock;

/** Tensors that a parameter file is written from, one after the other: they compute nothing. */
final class PlainTensors extends AbstractBlock {

    private static final byte VERSION = 1;

    /** @param manager owns the tensors */
    PlainTensors(Architecture network, float[] parameters, float[] statistics, NDManager manager) {
        super(VERSION);
        List<Parameter> trained = add(ParameterLayout.trained(network));
        List<Parameter> kept = add(ParameterLayout.statistics(network));
        setInitializer(Initializer.ZEROS, parameter -> true);
        initialize(manager, DataType.FLOAT32, new Shape(1));
        BroughtBlock.write(parameters, trained);
        BroughtBlock.write(statistics, kept);
    }

    private List<Parameter> add(ParameterLayout layout) {
        return layout.tensors().stream().map(tensor -> addParameter(Parameter.builder().setName(tensor.name())
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray()))
                .build())).toList();
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
            PairList<String, Object> params) {
        throw new UnsupportedOperationException("These are numbers of a network, and not the network.");
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
