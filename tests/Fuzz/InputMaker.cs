namespace PassiveDns.Fuzz;

/// <summary>Makes the inputs of a run without guidance: each follows from target, seed and number alone (and the corpus it begins with).</summary>
public sealed class InputMaker
{
    private readonly FuzzTarget _target;
    private readonly Corpus _corpus;
    private readonly ulong _seed;
    private readonly FuzzRandom _random = new();
    private readonly Mutator _mutator;
    private readonly FuzzBuffer _input;

    public InputMaker(FuzzTarget target, Corpus corpus, ulong seed)
    {
        (_target, _corpus, _seed) = (target, corpus, seed);
        _mutator = new Mutator(target);
        _input = new FuzzBuffer(target.MaxLength);
    }

    /// <summary>The input of a number: made by its format's rules, the same changed, or one of the corpus changed.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Make(long number)
    {
        var state = _seed;
        foreach (var character in _target.Name) state = FuzzRandom.SplitMix(ref state) ^ character;
        _random.Reseed(state + (ulong)number);
        _input.Clear();
        if (number < _corpus.Inputs.Count) // all of the corpus as it is, first
        {
            _input.Add(_corpus.Inputs[(int)number]);
            return _input.Span;
        }

        var isGenerated = !_random.OneIn(3);
        if (isGenerated) _target.Generate(_random, _input);
        else _input.Add(OfCorpus());
        if (!isGenerated || _random.OneIn(3)) _mutator.Mutate(_random, _input, OfCorpus());
        return _input.Span;
    }

    private byte[] OfCorpus() => _corpus.Inputs[_random.Below(_corpus.Inputs.Count)];
}
