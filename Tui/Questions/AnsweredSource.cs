using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>What a whole question finds, as a source for those who ask in key order: its terms find one after the other.</summary>
internal sealed class AnsweredSource(IRRsetSource source, Question question, CancellationToken stop) : IRRsetSource
{
    /// <inheritdoc/>
    public IReadOnlyList<SourceRecord> Sources => source.Sources;

    /// <inheritdoc/>
    /// <remarks>RRsets only. Of the query its fence alone counts; results are held in memory, to be sorted.</remarks>
    public IEnumerable<RRset> Find(RRsetQuery query)
    {
        var narrowed = question with { Filter = question.Filter with { Fence = query.Fence } };
        var found = QuestionAnswer.Find(source, narrowed, stop).Where(set => set.Negative is null).ToList();
        found.Sort(static (a, b) => a.Key.SequenceCompareTo(b.Key));
        return found;
    }
}
