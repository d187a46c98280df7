using System.Text;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Screens;

/// <summary>How an export went.</summary>
/// <param name="IsDone">The file is there, whole.</param>
/// <param name="Sentence">What was written, or why not, for the user. It holds the path: to be sanitised.</param>
/// <param name="Answers">RRsets and negative answers written.</param>
public readonly record struct ExportOutcome(bool IsDone, string Sentence, long Answers = 0, long Octets = 0);

/// <summary>A view as a new file, in any format of <c>pdns lookup</c>, and octet for octet as that prints it.</summary>
/// <remarks>Work for a thread that does not draw.</remarks>
public sealed class ViewExport
{
    private const int BufferLength = 1 << 16;

    private static readonly (string Extension, OutputFormat Format)[] Extensions =
    [
        (".txt", OutputFormat.Table), (".table", OutputFormat.Table), (".jsonl", OutputFormat.Jsonl), (".json", OutputFormat.Jsonl), (".cof", OutputFormat.Cof), (".saf", OutputFormat.Saf),
        (".dnsdb", OutputFormat.Dnsdb), (".minimal", OutputFormat.Minimal), (".csv", OutputFormat.Csv),
    ];

    /// <summary>All that the view shows, in its order.</summary>
    public required IEnumerable<RRset> Answers { get; init; }

    /// <summary>What <see cref="Sighting.Source"/> refers to.</summary>
    public required IReadOnlyList<SourceRecord> Sources { get; init; }

    /// <summary>Null goes by the extension of the file's name.</summary>
    public OutputFormat? Format { get; init; }

    public OutputStyle Style { get; init; } = new();

    /// <summary>The view's question goes by owner: the format minimal has the other side.</summary>
    public bool IsByOwner { get; init; } = true;

    /// <summary><see cref="AnswerEnd.Limited"/> where the archive has more than the view.</summary>
    public AnswerEnd End { get; init; } = AnswerEnd.Complete;

    /// <summary>The format that a file's name asks for; null where it asks for none.</summary>
    public static OutputFormat? FormatOf(string path)
    {
        var extension = Path.GetExtension(path);
        return Array.Find(Extensions, one => string.Equals(one.Extension, extension, StringComparison.OrdinalIgnoreCase)) is { Extension: not null } known ? known.Format : null;
    }

    /// <summary>Writes a new file; one that is there is never written over, and nothing is left of one that did not become whole. Throws nothing that
    /// a user can bring about.</summary>
    /// <param name="path"><c>~/</c> at its start is the user's folder.</param>
    public ExportOutcome Write(string path, CancellationToken interruption = default)
    {
        path = path.Trim();
        if (path.StartsWith("~/", StringComparison.Ordinal)) path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        if (path.Length == 0) return new(false, "name a file to write");
        if ((Format ?? FormatOf(path)) is not { } format)
            return new(false, $"the name of {path} says no format: end it in {string.Join(", ", Extensions.Select(one => one.Extension))}, or choose one");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferLength);
            return WriteOrDelete(file, path, format, interruption);
        }
        catch (Exception e) when (Failure.Explain(e) is { } failure)
        {
            return new(false, e is IOException && File.Exists(path) ? $"{path} exists already: name another file" : failure.Sentence);
        }
    }

    private ExportOutcome WriteOrDelete(FileStream file, string path, OutputFormat format, CancellationToken interruption)
    {
        try
        {
            var (written, leftOut) = Write(file, format, interruption);
            file.Flush(flushToDisk: true);
            var omission = leftOut == 0 ? "" : $"; {Quantity.Count(leftOut, "negative answer")} left out, for which the format has no place";
            var limit = End == AnswerEnd.Limited ? "; the archive has more than this view" : "";
            return new(true, $"{Quantity.Count(written, "result")}, {Quantity.Octets(file.Length)}, written to {path}{omission}{limit}", written, file.Length);
        }
        catch (Exception e) when (Failure.Explain(e) is { } failure)
        {
            file.Dispose();
            File.Delete(path);
            return new(false, $"nothing was written to {path}: {failure.Sentence}");
        }
    }

    /// <returns>What was written, and negative answers that the format has no place for.</returns>
    private (long Written, long LeftOut) Write(FileStream file, OutputFormat format, CancellationToken interruption)
    {
        using var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var negatives = new List<RRset>();
        var writer = RRsetWriters.Create(format, Style, text, file, Sources, () => IsByOwner);
        var rrsets = 0L;
        foreach (var answer in Answers)
        {
            interruption.ThrowIfCancellationRequested();
            if (answer.Negative is not null)
            {
                negatives.Add(answer);
                continue;
            }

            writer.Write(answer);
            rrsets++;
        }

        if (rrsets > 0 || negatives.Count == 0 || !RRsetWriters.HasNegative(format)) writer.Finish(End);
        if (negatives.Count == 0 || !RRsetWriters.HasNegative(format)) return (rrsets, negatives.Count);
        text.Flush();
        if (rrsets > 0 && format == OutputFormat.Table) text.WriteLine();
        WriteNegatives(negatives, RRsetWriters.CreateNegative(format, Style, text, file, Sources), interruption);
        return (rrsets + negatives.Count, 0);
    }

    private static void WriteNegatives(List<RRset> negatives, IRRsetWriter writer, CancellationToken interruption)
    {
        foreach (var negative in negatives)
        {
            interruption.ThrowIfCancellationRequested();
            writer.Write(negative);
        }

        writer.Finish();
    }
}
