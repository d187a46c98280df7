using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>File to committed archive, as <c>pdns ingest --no-index</c> does it: digest of the file, analysis, ingest, commit.</summary>
internal static class IngestStage
{
    /// <summary>Up to the commit, which is left out: what de-duplication costs.</summary>
    public static StageResult WithoutCommit(StageInput input)
    {
        using var archive = CreateArchive(input.Archive);
        using var session = archive.BeginIngest();
        var source = Analyse(input.Capture, session);
        return new StageResult(
            source.Accounting.FramesRead,
            FormattableString.Invariant($"{session.Settle():N0} octets of memory taken"));
    }

    public static StageResult Run(StageInput input)
    {
        using var archive = CreateArchive(input.Archive);
        using var session = archive.BeginIngest();
        var source = Analyse(input.Capture, session);
        session.EndSource(source);
        session.Commit();

        return new StageResult(
            source.Accounting.FramesRead,
            FormattableString.Invariant($"{source.Accounting[AnalysisFact.Observations]:N0} RRsets said"));
    }

    /// <summary>The names index of the archive that <see cref="Run"/> made.</summary>
    public static StageResult IndexNames(StageInput input)
    {
        using var archive = Archive.OpenOrCreate(input.Archive);
        if (Directory.Exists(archive.Layout.Names)) Directory.Delete(archive.Layout.Names, recursive: true);
        var update = NameIndex.CatchUp(archive);
        if (update.Notes.Count > 0) throw new InvalidOperationException(update.Notes[0]);
        return new StageResult(0, FormattableString.Invariant($"{update.Built:N0} indexes built"));
    }

    private static Archive CreateArchive(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Archive.OpenOrCreate(folder);
    }

    private static SourceRecord Analyse(string path, IngestSession session)
    {
        var started = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var stream = SourceStream.OpenFile(path);
        using var capture = CaptureFile.Open(stream, path);
        var analysis = new CaptureAnalysis(session, new AnalysisOptions());
        analysis.Run(capture, CancellationToken.None);
        return new SourceRecord
        {
            Sha256 = stream.Finish(),
            Path = path,
            Octets = stream.Octets,
            Format = capture.Format,
            LinkTypes = analysis.LinkTypes,
            FirstPacketMilliseconds = analysis.FirstPacketMilliseconds,
            LastPacketMilliseconds = analysis.LastPacketMilliseconds,
            IsOneSided = analysis.IsOneSided,
            Accounting = analysis.Accounting,
            Damage = capture.Damage,
            ToolVersion = "benchmark",
            Options = "",
            StartedMilliseconds = started,
            FinishedMilliseconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        };
    }
}
