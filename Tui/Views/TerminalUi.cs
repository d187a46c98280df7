using System.Runtime.InteropServices;
using System.Text;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Settings;
using PassiveDns.Tui.Views.Loop;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>Runs the terminal UI on an archive until the user leaves it: wires the browser to those who read, arrange, write and draw.</summary>
internal sealed class TerminalUi : IDisposable
{
    private static readonly PosixSignal[] Endings = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    private readonly WakingLoop _loop = new();
    private readonly LiveArchive _questions;
    private readonly LiveArchive _overview;
    private readonly ScreenLoader _questionLoader;
    private readonly ScreenLoader _overviewLoader;
    private readonly ScreenLoader _arranger;
    private readonly Completer _completer;
    private readonly CaseBook _case;
    private readonly WorkQueue _writer;
    private readonly UiSettingsFile _settingsFile = UiSettingsFile.Find(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());
    private readonly IngestRunner _ingests;
    private readonly Browser _browser;
    private readonly BrowserWindow _window;
    private readonly string _folder;
    private (DateTime, long) _manifest;

    private TerminalUi(Archive archive, bool follow, bool isAsciiTerminal)
    {
        _folder = archive.Layout.Folder;
        _manifest = LiveArchive.ManifestState(_folder);
        (_questions, _overview) = (new LiveArchive(_folder), new LiveArchive(_folder));
        _questionLoader = new ScreenLoader(_questions.Current, Post, Missing);
        _overviewLoader = new ScreenLoader(_overview.Current, Post, Missing);
        _arranger = new ScreenLoader(_questions.Current, Post); // never asks it
        _completer = new Completer(archive, Post);
        _case = CaseBook.Open(archive.Layout);
        _writer = new WorkQueue();
        _ingests = new IngestRunner(_folder, Post);
        _browser = new Browser(archive, new OverviewScreen(), Services(), archive.Suffixes) { ArchiveFolder = _folder, IsAsciiTerminal = isAsciiTerminal };
        var settings = _settingsFile.Read();
        _browser.Choose(settings.Settings);
        if (settings.Problems.Count > 0) _browser.Say(settings.Problems[0]);
        _loop.Application.Keyboard.KeyBindings.Remove(Key.Esc); // leaves the prompt; q quits
        if (!_browser.Settings.Mouse) _loop.Application.Driver!.WriteRaw("\e[?1003l\e[?1015l\e[?1006l"); // the terminal selects text as ever
        UseFor(Theme());
        _window = new BrowserWindow(_browser, Theme);
        if (follow) _browser.ToggleFollowing();
        _loop.Application.AddTimeout(FollowEvery, Follow);
        WarmUp();
    }

    /// <summary>Shows the archive until the user leaves.</summary>
    /// <param name="archive">Stays with the caller.</param>
    /// <param name="follow">Show what others commit meanwhile.</param>
    /// <param name="isAsciiTerminal">The terminal has no block and line characters.</param>
    public static void Run(Archive archive, bool follow, bool isAsciiTerminal)
    {
        using var ui = new TerminalUi(archive, follow, isAsciiTerminal);
        ui.Run();
    }

    public void Dispose()
    {
        _ingests.Abandon();
        _questionLoader.Dispose();
        _overviewLoader.Dispose();
        _arranger.Dispose();
        _completer.Dispose();
        _writer.Dispose();
        _case.Dispose();
        _questions.Dispose();
        _overview.Dispose();
        _window.Dispose();
        _loop.Dispose();
        _ingests.Dispose(); // the terminal is as it was, however long that takes
    }

    private void Run()
    {
        var endings = Endings.Select(signal => PosixSignalRegistration.Create(signal, Leave)).ToList();
        _loop.Application.Run(_window);
        endings.ForEach(ending => ending.Dispose());
    }

    private BrowserServices Services() => new()
    {
        Read = screen => (screen is OverviewScreen ? _overviewLoader : _questionLoader).Read(screen),
        Arrange = Arrange,
        Complete = _completer.Complete,
        CompletePaths = CompletePaths,
        Ingest = _ingests.Begin,
        StopIngest = _ingests.Stop,
        Resolve = Resolve,
        Case = () => _case.Content,
        WhyNotCase = () => _case.WhyNot,
        ChangeCase = change => _writer.Add(() => Say(change(_case))),
        Export = (export, path) => _writer.Add(() => Say(export.Write(path, _writer.Stop).Sentence)),
        Copy = Copy,
        SaveSettings = settings => _settingsFile.Write(settings) ?? $"settings kept in {_settingsFile.Path}",
    };

    private void Say(string sentence) => Post(() =>
    {
        if (sentence.Length > 0) _browser.Say(sentence);
    });

    private void Resolve(Func<IRRsetSource, CancellationToken, Question?> find, Action<Question?> then) => _questionLoader.Start(stop =>
    {
        try
        {
            var question = find(_questions.Current(), stop);
            Post(() => then(question));
        }
        catch (OperationCanceledException)
        {
            // something else was asked meanwhile
        }
        catch (Exception e) when (Failure.Explain(e) is { } failure)
        {
            Say(failure.Sentence);
        }
    });

    private string Copy(string text, string what, bool asIs)
    {
        var settings = _browser.Settings;
        var isDefanged = settings.DefangCopies && !asIs;
        if (isDefanged) text = Clipboard.Defanged(text);
        if (settings.Clipboard == UiClipboard.System) return Clipboard.ToSystem(text, what, Environment.GetEnvironmentVariable);
        var copy = Clipboard.ForTerminal(text, what, Clipboard.MultiplexerOf(Environment.GetEnvironmentVariable));
        if (!copy.Octets.IsEmpty) _loop.Application.Driver!.WriteRaw(Encoding.ASCII.GetString(copy.Octets.Span));
        return isDefanged ? $"{copy.Sentence}, defanged" : copy.Sentence;
    }

    private Palette Theme() => Palette.Of(_browser.Settings.ThemeFor(Environment.GetEnvironmentVariable("NO_COLOR"), UiTheme.Dark));

    /// <summary>Looks whether somebody has committed.</summary>
    /// <returns>True: look again.</returns>
    private bool Follow()
    {
        var manifest = LiveArchive.ManifestState(_folder);
        if (manifest != _manifest)
        {
            _manifest = manifest;
            _browser.KnowChange();
            _window.Show();
        }

        _browser.Follow();
        return true;
    }

    private void CompletePaths(Prompt prompt, string text, int caret) => Task.Run(() =>
    {
        var found = PathCompletion.Find(text, caret, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        Post(() => prompt.Suggest(text, found));
    });

    /// <summary>Opens the archive before the first question, which then need not wait for it.</summary>
    private void WarmUp() => _questionLoader.Start(stop =>
    {
        try
        {
            _ = QuestionAnswer.Find(_questions.Current(), Question.Name(new byte[] { 0 }), stop).Any();
        }
        catch (Exception e) when (e is OperationCanceledException || Failure.Explain(e) is not null)
        {
            // the first question is here already, or will tell of it
        }
    });

    private static string? Missing(IRRsetSource archive) => archive is Archive one ? ArchiveDamage.Clause(one) : null;

    /// <summary>Acts on the thread that draws, and draws what has become of it.</summary>
    private void Post(Action action) => _loop.Post(() =>
    {
        action();
        _browser.CatchUp();
        _window.Show();
    });

    private void Arrange(ResultScreen screen)
    {
        var (arrangement, rows) = (screen.Arrangement, screen.All);
        _arranger.Start(stop =>
        {
            try
            {
                var order = arrangement.Of(rows.Span, stop);
                Post(() => screen.Show(arrangement, order, rows.Length));
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException { InnerException: OperationCanceledException })
            {
                // another arrangement is wanted; sorting wraps what it is stopped by
            }
        });
    }

    /// <summary>Ends the loop, so that the terminal is put back as it was; without this a signal leaves it in the other screen.</summary>
    /// <remarks>Where the terminal itself has gone (its window was closed) the loop hears nothing any more and would turn for ever: then the process ends.</remarks>
    private void Leave(PosixSignalContext context)
    {
        context.Cancel = true;
        _loop.Post(() => _loop.Application.RequestStop());
        new Thread(() =>
        {
            Thread.Sleep(PatienceAtEnd);
            Environment.Exit((int)ExitCode.Interrupted);
        }) { IsBackground = true }.Start();
    }

    /// <summary>The library's own views (the text field) in the same colours.</summary>
    private static void UseFor(Palette palette)
    {
        var normal = palette[Presentation.TextRole.Normal];
        var field = new Attribute(normal.Foreground, normal.Background, TextStyle.Underline);
        var scheme = new Scheme(normal)
        {
            Normal = normal, HotNormal = normal, Focus = field, HotFocus = field, Active = field, HotActive = field, Highlight = field,
            Editable = field, ReadOnly = normal, Disabled = normal,
        };
        foreach (var name in SchemeManager.GetSchemeNames()) SchemeManager.AddScheme(name, scheme);
    }
}
