using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What differs between two windows of time.</summary>
/// <param name="question">What is looked at; null for everything.</param>
/// <param name="earlier">The first window, and as the user wrote it.</param>
public sealed class DiffScreen(Question? question, (TimeFence Fence, string Text) earlier, (TimeFence Fence, string Text) later) : PageScreen
{
    private const int MostDifferences = 10_000;
    private const int Batch = 500;

    private readonly List<RRsetDifference> _differences = [];

    /// <summary>The first of them; all are counted.</summary>
    public IReadOnlyList<RRsetDifference> Differences => _differences;

    /// <summary>Null before it is begun.</summary>
    public RRsetComparison? Comparison { get; private set; }

    public string Earlier => earlier.Text;

    public string Later => later.Text;

    /// <inheritdoc/>
    public override string Title => question is null ? "diff" : $"diff of {question.Text}";

    /// <inheritdoc/>
    public override void Begin()
    {
        base.Begin();
        _differences.Clear();
    }

    /// <inheritdoc/>
    public override Screen Again() => new DiffScreen(question, earlier, later);

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var source = question is null ? reading.Archive : new AnsweredSource(reading.Archive, question, reading.Stop);
        var query = new RRsetQuery { Side = LookupSide.All };
        var comparison = new RRsetComparison(
            UnitedRRsets.Of(source, query with { Fence = earlier.Fence }, reading.Stop), UnitedRRsets.Of(source, query with { Fence = later.Fence }, reading.Stop));
        reading.Post(() => Comparison = comparison);
        var batch = new List<RRsetDifference>();
        var kept = 0;
        foreach (var difference in comparison.Differences())
        {
            if (kept++ >= MostDifferences) continue; // the rest is counted
            batch.Add(difference);
            if (batch.Count < Batch) continue;
            HandOver(batch, reading);
            batch = [];
        }

        HandOver(batch, reading);
    }

    private void HandOver(List<RRsetDifference> batch, ScreenReading reading) => reading.Post(() => _differences.AddRange(batch));
}
