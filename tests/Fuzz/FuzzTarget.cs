namespace PassiveDns.Fuzz;

/// <summary>One thing that hostile octets are given to: how it is called, what must hold, and what inputs it is interested in.</summary>
/// <remarks>Not thread-safe. An input passes when <see cref="Run"/> returns; whatever it throws is a bug, in the product or in what is asked of it.</remarks>
public abstract class FuzzTarget
{
    /// <summary>The word for the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Octets of the longest input that is made.</summary>
    public virtual int MaxLength => 2_048;

    /// <summary>Octets that a run may allocate for an input, on average over many; what is a multiple of this grows with the input.</summary>
    public abstract int MeanAllocation { get; }

    /// <summary>Octets that stand for something in this format, for the mutator to put in.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>Sound inputs, made by code or by the project's own tools.</summary>
    public abstract IEnumerable<byte[]> Seeds();

    /// <summary>Inputs from the folder of outside samples; empty where there is none.</summary>
    public virtual IEnumerable<byte[]> OutsideSeeds(string folder) => [];

    /// <summary>Makes an input that looks like what the format asks for, with a lie here and there.</summary>
    public abstract void Generate(FuzzRandom random, FuzzBuffer input);

    /// <summary>Gives one input to the product, and checks what comes out.</summary>
    public abstract void Run(ReadOnlySpan<byte> input);

    /// <summary>Forgets all inputs: what follows depends on the inputs after this alone.</summary>
    public virtual void StartOver()
    {
    }
}

/// <summary>Something does not hold that must hold for every input.</summary>
public sealed class CheckFailedException(string what) : Exception(what);

/// <summary>What must hold.</summary>
internal static class Check
{
    public static void That(bool holds, string what)
    {
        if (!holds) throw new CheckFailedException(what);
    }
}
