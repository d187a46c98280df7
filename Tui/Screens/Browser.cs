using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Settings;

namespace PassiveDns.Tui.Screens;

/// <summary>The whole state of the terminal UI: tabs with their trails, what is being typed or chosen, what there is to say. Knows no terminal.</summary>
public sealed class Browser
{
    private static readonly TimeSpan ShortReading = TimeSpan.FromSeconds(1); // after it there need be no rest

    private readonly BrowserServices _services;
    private readonly List<Trail> _tabs;
    private (Screen Old, Screen New, long Started)? _successor; // being read
    private int _edition; // changes of the archive so far
    private (long Since, TimeSpan Length) _rest; // after following, before it follows again

    /// <param name="archive">For what is known at once: sources and suffixes; questions are answered by <paramref name="services"/>.</param>
    /// <param name="start">What the first tab begins with.</param>
    public Browser(IRRsetSource archive, Screen start, BrowserServices services, PublicSuffixList? suffixes = null)
    {
        (Archive, _services, Suffixes) = (archive, services, suffixes ?? PublicSuffixList.Default);
        _tabs = [new Trail(start)];
        Read(start);
        OpenQueryBar("");
    }

    public IRRsetSource Archive { get; }

    public PublicSuffixList Suffixes { get; }

    public IReadOnlyList<Trail> Tabs => _tabs;

    /// <summary>Index into <see cref="Tabs"/> of the one that is shown.</summary>
    public int Tab { get; private set; }

    public Trail Trail => _tabs[Tab];

    /// <summary>What is on the screen.</summary>
    public Screen Current => Trail.Current;

    /// <summary>What is on the screen, where it is a result.</summary>
    public ResultScreen? Result => Current as ResultScreen;

    /// <summary>The row under the cursor, where a result is on the screen and has one.</summary>
    public ResultRow? Row => Result?.Selected;

    /// <summary>What is being typed; null when keys are commands.</summary>
    public Prompt? Prompt { get; private set; }

    /// <summary>The choice that is open; null when none is.</summary>
    public KeyAction? Menu { get; private set; }

    public bool IsHelpShown { get; private set; }

    /// <summary>First line of the help page on the screen.</summary>
    public int HelpTop { get; set; }

    /// <summary>The detail pane takes nearly all of the screen.</summary>
    public bool IsDetailLarge { get; private set; }

    /// <summary>The detail pane shows octets.</summary>
    public bool IsDetailRaw { get; private set; }

    /// <summary>What the user chose: theme, columns ...</summary>
    public UiSettings Settings { get; private set; } = new();

    /// <summary>How the archive is named on command lines.</summary>
    public string ArchiveFolder { get; init; } = ".";

    public CaseContent Case => _services.Case();

    /// <summary>Why the case cannot be written to; null when it can.</summary>
    public string? WhyNotCase => _services.WhyNotCase();

    /// <summary>What is committed to the archive meanwhile shows as it comes.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>The archive has changed since the screen was read.</summary>
    public bool IsOutdated => Current.IsOfArchive && Current.Edition < _edition;

    /// <summary>The ingest that runs beside the UI, or the last that did; null before the first.</summary>
    public IngestScreen? Ingest { get; private set; }

    public bool IsIngesting => Ingest is { IsRunning: true };

    /// <summary>Why the screen cannot be read again now, as a sentence for the user; null when it can.</summary>
    public string? WhyNotReadAgain =>
        !Current.IsOfArchive ? "this does not come from the archive" : Current.IsLoading || _successor?.Old == Current ? "it is being read" : null;

    /// <summary>Rows that all results hold together before those out of sight give theirs up, to be read again when one comes back to them.</summary>
    public int MostRowsHeld { get; init; } = 2 * ResultScreen.MaxRows;

    /// <summary>The terminal has no block and line characters, or the user does not want them.</summary>
    public bool IsAscii => Settings.AsciiBars ?? IsAsciiTerminal;

    public bool IsAsciiTerminal { get; init; }

    /// <summary>One line for the user about the last key; empty when there is nothing to say.</summary>
    public string Message { get; private set; } = "";

    public bool IsClosing { get; private set; }

    /// <summary>Asks what was typed.</summary>
    /// <returns>What is wrong with it; null when it was asked.</returns>
    public PromptFault? Ask(string text)
    {
        if (text.Trim() is "?")
        {
            ToggleHelp(); // who does not know yet that keys are keys once the bar is left
            return null;
        }

        if (QuestionParser.Parse(text, Context, out var fault) is not { } question) return new PromptFault(fault!.Start, fault.Length, fault.Sentence);
        Go(question);
        _services.ChangeCase(book => book.WhyNot is null && book.NoteQuery(question.Text) is { IsDone: false, Sentence: var sentence } ? sentence : "");
        return null;
    }

    /// <summary>The question that was written down once; null where the language does not have it any more.</summary>
    public Question? Parse(string text) => QuestionParser.Parse(text, Context, out _);

    public void Go(Question question) => Go(new ResultScreen(question));

    /// <summary>Goes on to a screen, which is read.</summary>
    public void Go(Screen screen)
    {
        Message = "";
        (Prompt, Menu, IsHelpShown) = (null, null, false);
        Trail.Go(screen);
        Read(screen);
    }

    /// <summary>Goes on through several questions, of which the last is asked; the others are when one goes back to them.</summary>
    public void GoThrough(IReadOnlyList<Question> path)
    {
        foreach (var question in path.SkipLast(1))
        {
            var screen = new ResultScreen(question);
            screen.Finish(failure: null, isStopped: true);
            Trail.Go(screen);
        }

        Go(path[^1]);
    }

    /// <summary>Finds out what to ask, and asks it, where the user is still waiting for it.</summary>
    /// <param name="doing">What is being done, for the user.</param>
    /// <param name="nothing">What to say when there is nothing to ask.</param>
    public void Resolve(Func<IRRsetSource, CancellationToken, Question?> find, string doing, string nothing)
    {
        Say(doing);
        var from = Current;
        _services.Resolve(find, question =>
        {
            if (Current != from || Prompt is not null) return;
            if (question is null) Say(nothing);
            else Go(question);
        });
    }

    /// <summary>Goes on in a tab of its own.</summary>
    public void GoInNewTab(Screen start, Screen? next)
    {
        _tabs.Insert(Tab + 1, new Trail(start));
        Tab++;
        if (next is null) Read(start);
        else Go(next);
    }

    public void Back()
    {
        Message = "";
        Trail.GoBack();
        ReadAgain();
    }

    public void Forward()
    {
        Message = "";
        Trail.GoForward();
        ReadAgain();
    }

    public void ShowTab(int tab)
    {
        Message = "";
        Tab = (tab + _tabs.Count) % _tabs.Count;
        ReadAgain();
    }

    /// <summary>The last one cannot be closed.</summary>
    public void CloseTab()
    {
        _tabs.RemoveAt(Tab);
        ShowTab(Math.Min(Tab, _tabs.Count - 1));
    }

    public void Arrange(Arrangement arrangement)
    {
        Message = "";
        Result!.Arrange(arrangement);
        if (Result.IsArranging) _services.Arrange(Result);
    }

    /// <summary>Brings the screen in step with what has come: rows are arranged, and a screen that has been read again takes its place.</summary>
    public void CatchUp()
    {
        ArrangeMore(Result);
        if (_successor is not { } pair || pair.New.IsLoading) return;
        if (!pair.New.IsStopped)
        {
            ArrangeMore(pair.New as ResultScreen);
            if (pair.New is ResultScreen { IsArranging: true }) return;
            Replace(pair.Old, pair.New);
            var now = _services.Clock.GetTimestamp();
            _rest = (now, _services.Clock.GetElapsedTime(pair.Started, now));
            if (_rest.Length < ShortReading) _rest = default;
        }

        _successor = null;
    }

    /// <summary>Somebody has committed.</summary>
    public void KnowChange() => _edition++;

    /// <summary>
    /// With <see cref="IsFollowing"/> what is on the screen is read again behind it, if the archive has changed. To be called now and then: a screen that takes
    /// long to read rests as long before it is read again.
    /// </summary>
    public void Follow()
    {
        if (!IsFollowing || !IsOutdated || WhyNotReadAgain is not null || _services.Clock.GetElapsedTime(_rest.Since) < _rest.Length) return;
        if (Current.Again() is { } again) ReadBehind(again);
    }

    /// <summary>Reads what is on the screen again, behind it where it can be.</summary>
    public void ReadCurrentAgain()
    {
        Message = "";
        if (Current.Again() is { } again) ReadBehind(again);
        else Read(Current);
    }

    private void ReadBehind(Screen again)
    {
        _successor = (Current, again, _services.Clock.GetTimestamp());
        Read(again);
    }

    /// <summary>What cannot be read any more stays as it was.</summary>
    private void Replace(Screen old, Screen with)
    {
        if (with.Failure is { } failure && old.Failure is null)
        {
            old.Edition = with.Edition;
            Say(failure);
            return;
        }

        with.Succeed(old);
        foreach (var tab in _tabs) tab.Replace(old, with);
    }

    /// <summary>Takes captures in, in the background.</summary>
    public void BeginIngest(IReadOnlyList<string> paths)
    {
        Message = "";
        Ingest = new IngestScreen(paths, outcome => Say($"ingest: {outcome}"));
        _services.Ingest(Ingest);
    }

    public void StopIngest()
    {
        Say("the ingest stops");
        _services.StopIngest();
    }

    /// <summary>Suggests files and folders for a prompt.</summary>
    public void CompletePaths(Prompt prompt, string text, int caret) => _services.CompletePaths(prompt, text, caret);

    public void ToggleFollowing()
    {
        IsFollowing = !IsFollowing;
        Say(IsFollowing ? "new commits to the archive show as they come" : "the screen stays as it is");
    }

    private void ArrangeMore(ResultScreen? result)
    {
        if (result is not { NeedsArranging: true }) return;
        result.Arrange(result.Arrangement);
        _services.Arrange(result);
    }

    /// <summary>The bar for a question.</summary>
    /// <param name="text">To begin with.</param>
    public void OpenQueryBar(string text) => Open(new Prompt("ask", text, Ask)
    {
        Hint = "a name, *.name, an address, a network; ns:name, ~like, /regex/, type:A after:-7d ...: pdns help query",
        History = [.. Case.Queries.Select(query => query.Text)],
        OnText = (prompt, now, caret) => _services.Complete(prompt, now, caret),
    });

    public void Open(Prompt prompt)
    {
        Message = "";
        (Prompt, Menu) = (prompt, null);
    }

    /// <summary>Takes what was typed.</summary>
    public void AcceptPrompt()
    {
        var prompt = Prompt!;
        if (!prompt.Accept()) return;
        if (Prompt == prompt) Prompt = null; // it may have led to another one
    }

    public void OpenMenu(KeyAction menu)
    {
        Message = "";
        Menu = menu;
    }

    public void ToggleHelp()
    {
        (IsHelpShown, HelpTop, Message) = (!IsHelpShown, 0, "");
    }

    /// <summary>Leaves what lies on top: the prompt, the choice, the help, the message, the filter.</summary>
    public void Leave()
    {
        if (Prompt is not null) Prompt = null;
        else if (Menu is not null) Menu = null;
        else if (IsHelpShown) IsHelpShown = false;
        else if (Message.Length > 0) Message = "";
        else if (IsDetailLarge) IsDetailLarge = false;
        else if (Result is { Arrangement.IsNarrowing: true } result) Arrange(result.Arrangement with { Filter = "", Fence = default });
        Message = "";
    }

    /// <summary>What the case has on the RRset of a row; null for nothing.</summary>
    public CaseBookmark? BookmarkOf(ResultRow row) => Case is { Bookmarks.Count: > 0 } content ? content.Find(CaseSubject.KeyOf(row.Set)) : null;

    /// <summary>Changes the case; how that went is said.</summary>
    public void ChangeCase(Func<CaseBook, CaseOutcome> change) => _services.ChangeCase(book => change(book).Sentence);

    /// <summary>Writes what the result shows into a file; how that went is said.</summary>
    public void Export(ViewExport export, string path)
    {
        Say("writing ...");
        _services.Export(export, path);
    }

    public void Choose(UiSettings settings) => Settings = settings;

    public void SaveSettings() => Say(_services.SaveSettings(Settings));

    /// <summary>Reads what the last key wants to see.</summary>
    public void ReadMore()
    {
        if (Current.NeedsReading) _services.Read(Current);
    }

    public void ToggleDetail() => IsDetailLarge = !IsDetailLarge;

    public void ToggleRaw() => IsDetailRaw = !IsDetailRaw;

    /// <param name="what">What it is, in words.</param>
    /// <param name="asIs">Never defanged: a command is to be run.</param>
    public void Copy(string text, string what, bool asIs = false) => Say(_services.Copy(text, what, asIs));

    public void Say(string message) => Message = message;

    /// <summary>Leaves, unless that would stop an ingest: then it has to be asked for twice.</summary>
    public void Close()
    {
        const string warning = "an ingest is running: q again stops it and leaves";
        if (IsIngesting && Message != warning) Say(warning);
        else IsClosing = true;
    }

    /// <summary>What relative times count back from.</summary>
    public DateTimeOffset Now => _services.Clock.GetUtcNow();

    private QuestionContext Context => new() { Sources = () => Archive.Sources, Now = Now };

    /// <summary>What was given up for another screen is read again.</summary>
    private void ReadAgain()
    {
        MakeRoom();
        if (Current.IsStopped) Read(Current);
    }

    private void Read(Screen screen)
    {
        MakeRoom();
        screen.Edition = _edition;
        _services.Read(screen);
    }

    /// <summary>Results out of sight give up their rows while there are too many: those of other tabs first, then those furthest from the one that is shown.</summary>
    private void MakeRoom()
    {
        var results = _tabs.SelectMany(tab => tab.Screens.Select((screen, place) => (Screen: screen as ResultScreen, Distance: tab == Trail ? Math.Abs(place - tab.Place) : int.MaxValue)))
            .Where(one => one.Screen is { Found: > 0, IsLoading: false } && one.Screen != Current && one.Screen != _successor?.New).ToList();
        var held = results.Sum(one => (long)one.Screen!.Found) + (Result?.Found ?? 0);
        foreach (var (screen, _) in results.OrderByDescending(one => one.Distance))
        {
            if (held <= MostRowsHeld) return;
            held -= screen!.Found;
            screen.GiveUp();
        }
    }
}
