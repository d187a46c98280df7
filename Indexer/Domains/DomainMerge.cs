using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>Walks the domain-days of several inputs as one, each with the rows of all of them. As <see cref="RRsetMerge"/> does it, and with the same maps.</summary>
/// <remarks>Rows that become one are added up; a domain-day none of whose rows is left is passed over.</remarks>
/// <param name="inputs">Each with its map: for every source of the input, the place in the result's list, or <see cref="RRsetMerge.LeftOut"/>.</param>
/// <param name="interruption">Ends the walk, at the next domain-day.</param>
internal sealed class DomainMerge(IReadOnlyList<(IDomainCursor Cursor, int[] Map)> inputs, CancellationToken interruption = default) : IDomainCursor
{
    private readonly KeyMerge<IDomainCursor> _merge = new([.. inputs.Select(input => input.Cursor)]);
    private readonly OctetBuffer _key = new();
    private readonly DomainRows _united = new();
    private bool _isAhead; // the merge stands on what comes next

    public ReadOnlySpan<byte> Key => _key.Span;

    public DomainRows Rows { get; private set; } = new();

    public bool MoveNext()
    {
        do
        {
            interruption.ThrowIfCancellationRequested();
            if (!_isAhead && !_merge.MoveNext()) return false;
            _key.Replace(0, _merge.Current.Key);
            _isAhead = false;
            if (_merge.IsAlone) TakeAsTheyAre();
            else PutTogether();
        }
        while (Rows.Count == 0);

        return true;
    }

    public void Dispose() => _merge.Dispose();

    /// <summary>Most domain-days stand in one input only: its rows need no copying.</summary>
    private void TakeAsTheyAre()
    {
        Rows = _merge.Current.Rows;
        Rows.Map(inputs[_merge.Index].Map);
        Rows.Unite();
    }

    private void PutTogether()
    {
        Rows = _united;
        Rows.Clear();
        do
        {
            Rows.Add(_merge.Current.Rows, inputs[_merge.Index].Map);
            _isAhead = _merge.MoveNext();
        }
        while (_isAhead && _merge.Current.Key.SequenceEqual(Key));
        Rows.Unite();
    }
}
