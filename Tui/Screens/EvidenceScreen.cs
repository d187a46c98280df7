using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Evidence;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>All that proves one RRset: why it is in its bailiwick, and the frames and messages in the originals, which are read again.</summary>
public sealed class EvidenceScreen(ResultRow row) : PageScreen
{
    private const int Width = CommandContext.UsualColumns;

    /// <summary>Sanitised; complete once it is no longer loading.</summary>
    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <inheritdoc/>
    public override string Title => $"evidence of {row.OwnerText()} {row.TypeText()}";

    /// <inheritdoc/>
    public override Question? Target => null;

    /// <inheritdoc/>
    private protected override bool StopsEverywhere => true;

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        if (reading.Archive is not Archive archive) return;
        // Numbers of sources are those of the archive as it is now.
        if (Same(archive) is not { } set)
        {
            reading.Post(() => Lines = ["the archive has it no more"]);
            return;
        }

        var bailiwick = new BailiwickProof(archive, archive.Hints).Lines(set).ToList();
        Show(reading, DetailText.Lines(set, archive.Sources, Width, bailiwick));
        var remarks = new StringWriter();
        var context = new CommandContext { Output = Stream.Null, Messages = new Messages(remarks), OpenInput = () => Stream.Null, Interruption = reading.Stop };
        var originals = new OriginalReading(EvidenceParts.Frames | EvidenceParts.Messages, [], context);
        originals.Read([set], archive.Sources);
        var lines = DetailText.Lines(set, archive.Sources, Width, bailiwick, sighting => originals.Proof(set, sighting, Width));
        Show(reading, [.. lines, .. remarks.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TerminalText.Sanitise)]);
    }

    private RRset? Same(Archive archive) => archive
        .Find(new RRsetQuery
        {
            Side = LookupSide.Owner, Name = row.Owner(), Types = new HashSet<Formats.Dns.RRType> { row.Set.Type }, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All,
        })
        .Where(set => set.Key.SequenceEqual(row.Set.Key))
        .OrderBy(set => set.Status == row.Set.Status ? 0 : 1)
        .FirstOrDefault();

    private void Show(ScreenReading reading, IReadOnlyList<string> lines) => reading.Post(() => Lines = lines);
}
