namespace PassiveDns.Tui.Questions;

/// <summary>The few of very many that rank highest, in order; of equal ones the first that came.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class BestList<T>(int most)
{
    private readonly List<(long Rank, T Value)> _best = [];

    /// <summary>One of this rank would be among them: to be asked before it is made.</summary>
    public bool Wants(long rank) => _best.Count < most || rank > _best[^1].Rank;

    public void Add(long rank, T value)
    {
        if (!Wants(rank)) return;
        if (_best.Count == most) _best.RemoveAt(most - 1);
        var place = _best.Count;
        while (place > 0 && _best[place - 1].Rank < rank) place--;
        _best.Insert(place, (rank, value));
    }

    public IReadOnlyList<T> ToList() => [.. _best.Select(entry => entry.Value)];
}
