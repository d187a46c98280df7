using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Commands;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>A browser on a real archive, with a case of its own, in which everything that the program does in the background is done at once.</summary>
internal sealed class ArchiveBrowser : IDisposable
{
    private const int MostNames = 10;

    private readonly string _caseFolder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
    private readonly Archive _archive;
    private readonly NameCompletion _names;
    private readonly CaseBook _case;

    public ArchiveBrowser(string archiveFolder)
    {
        _archive = Archive.OpenRead(archiveFolder);
        _names = new NameCompletion(_archive);
        _names.Prepare(CancellationToken.None);
        _case = CaseBook.Open(new ArchiveLayout(_caseFolder), new Clock());
        var services = new BrowserServices
        {
            Read = Read, Arrange = Arrange, Complete = Complete, Case = () => _case.Content, ChangeCase = Change, Clock = new Clock(),
            Resolve = (find, then) => then(find(_archive, CancellationToken.None)),
        };
        Browser = new Browser(_archive, new OverviewScreen(), services, _archive.Suffixes) { ArchiveFolder = "archive.pdns" };
    }

    public Browser Browser { get; }

    /// <summary>Ingests captures into an archive.</summary>
    public static void Ingest(string archiveFolder, params string[] arguments) => CommandRun.Run(["ingest", .. arguments, "-a", archiveFolder]);

    public void Dispose()
    {
        _case.Dispose();
        _names.Dispose();
        _archive.Dispose();
        Directory.Delete(_caseFolder, recursive: true);
    }

    private void Read(Screen screen)
    {
        screen.Begin();
        screen.KnowSources([.. _archive.Sources.Select(source => source with { Path = "captures/" + Path.GetFileName(source.Path) })]); // the same wherever the tests run
        screen.Read(new ScreenReading(_archive, action => action(), CancellationToken.None));
        screen.Finish(failure: null);
    }

    private static void Arrange(ResultScreen screen) => screen.Show(screen.Arrangement, screen.Arrangement.Of(screen.All.Span, CancellationToken.None), screen.Found);

    private void Complete(Prompt prompt, string text, int caret)
    {
        var request = QuestionCompletion.At(text, caret);
        var words = request.Typed.Length == 0 ? [] : request.Kind == CompletionKind.Name ? _names.Find(request.Typed, MostNames, CancellationToken.None) : request.Candidates;
        prompt.Suggest(text, [.. words.Select(word => new Suggestion(request.Start, request.Length, word))]);
    }

    private void Change(Func<CaseBook, string> change)
    {
        if (change(_case) is { Length: > 0 } sentence) Browser.Say(sentence);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
