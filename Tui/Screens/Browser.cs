using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The whole state of the terminal UI: tabs with their trails, what is being typed or chosen, what there is to say. Knows no terminal.</summary>
public sealed class Browser
{
    private readonly BrowserServices _services;
    private readonly List<Trail> _tabs;
    private (Screen Old, Screen New)? _successor; // being read

    /// <param name="archive">For what is known at once: sources and suffixes; questions are answered by <paramref name="services"/>.</param>
    /// <param name="start">What the first tab begins with.</param>
    public Browser(IRRsetSource archive, Screen start, BrowserServices services, PublicSuffixList? suffixes = null)
    {
        (Archive, _services, Suffixes) = (archive, services, suffixes ?? PublicSuffixList.Default);
        _tabs = [new Trail(start)];
        _services.Read(start);
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

    /// <summary>Columns that are not shown though there is room.</summary>
    public ISet<ResultColumn> HiddenColumns { get; } = new HashSet<ResultColumn>();

    /// <summary>All columns in the user's order.</summary>
    public IList<ResultColumn> ColumnOrder { get; } = [.. Enum.GetValues<ResultColumn>()];

    /// <summary>What is committed to the archive meanwhile shows as it comes.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>The terminal has no block and line characters.</summary>
    public bool IsAscii { get; init; }

    /// <summary>One line for the user about the last key; empty when there is nothing to say.</summary>
    public string Message { get; private set; } = "";

    public bool IsClosing { get; private set; }

    /// <summary>Asks what was typed.</summary>
    /// <returns>What is wrong with it; null when it was asked.</returns>
    public PromptFault? Ask(string text)
    {
        var context = new QuestionContext { Sources = () => Archive.Sources, Now = TimeProvider.System.GetUtcNow() };
        if (QuestionParser.Parse(text, context, out var fault) is not { } question) return new PromptFault(fault!.Start, fault.Length, fault.Sentence);
        Go(question);
        return null;
    }

    public void Go(Question question) => Go(new ResultScreen(question));

    /// <summary>Goes on to a screen, which is read.</summary>
    public void Go(Screen screen)
    {
        Message = "";
        (Prompt, Menu, IsHelpShown) = (null, null, false);
        Trail.Go(screen);
        _services.Read(screen);
    }

    /// <summary>Goes on in a tab of its own.</summary>
    public void GoInNewTab(Screen start, Screen? next)
    {
        _tabs.Insert(Tab + 1, new Trail(start));
        Tab++;
        if (next is null) _services.Read(start);
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
        if (pair.New is ResultScreen result && !pair.New.IsStopped)
        {
            ArrangeMore(result);
            if (result.IsArranging) return;
            result.Succeed((ResultScreen)pair.Old);
        }

        _successor = null;
        if (!pair.New.IsStopped && pair.New.Failure is null) foreach (var tab in _tabs) tab.Replace(pair.Old, pair.New);
    }

    /// <summary>The archive has changed: with <see cref="IsFollowing"/> what is on the screen is read again behind it.</summary>
    public void Follow()
    {
        if (!IsFollowing || _successor is not null || Current.IsLoading || Current.Again() is not { } again) return;
        _successor = (Current, again);
        _services.Read(again);
    }

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
    public void OpenQueryBar(string text) => Open(new Prompt("ask", text, Ask) { OnText = (prompt, now, caret) => _services.Complete(prompt, now, caret) });

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

    /// <summary>The case has a bookmark for the RRset.</summary>
    public bool IsBookmarked(ResultRow row) => _services.IsBookmarked(row);

    public void ToggleDetail() => IsDetailLarge = !IsDetailLarge;

    public void ToggleRaw() => IsDetailRaw = !IsDetailRaw;

    public void Copy(string text) => Say(_services.Copy(text));

    public void Say(string message) => Message = message;

    public void Close() => IsClosing = true;

    /// <summary>What was given up for another screen is read again.</summary>
    private void ReadAgain()
    {
        if (Current.IsStopped) _services.Read(Current);
    }
}
