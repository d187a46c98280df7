using System.Runtime.InteropServices;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Views.Loop;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>Runs the terminal UI on an archive until the user leaves it.</summary>
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
    private readonly Browser _browser;
    private readonly BrowserWindow _window;

    private readonly string _folder;
    private (DateTime, long) _manifest;

    private TerminalUi(Archive archive, bool follow)
    {
        var folder = _folder = archive.Layout.Folder;
        _manifest = LiveArchive.ManifestState(folder);
        (_questions, _overview) = (new LiveArchive(folder), new LiveArchive(folder));
        _questionLoader = Loader(_questions);
        _overviewLoader = Loader(_overview);
        _arranger = Loader(_questions); // never asks it
        _browser = new Browser(
            archive, new OverviewScreen(),
            new BrowserServices
            {
                Read = screen => (screen is OverviewScreen ? _overviewLoader : _questionLoader).Read(screen),
                Arrange = Arrange,
            },
            archive.Suffixes);
        _loop.Application.Keyboard.KeyBindings.Remove(Key.Esc); // leaves the prompt; q quits
        var palette = Palette.FromEnvironment();
        UseFor(palette);
        _window = new BrowserWindow(_browser, palette);
        if (follow) _browser.ToggleFollowing();
        _loop.Application.AddTimeout(FollowEvery, Follow);
    }

    /// <summary>Shows the archive until the user leaves.</summary>
    /// <param name="archive">Stays with the caller.</param>
    /// <param name="follow">Show what others commit meanwhile.</param>
    public static void Run(Archive archive, bool follow)
    {
        using var ui = new TerminalUi(archive, follow);
        ui.Run();
    }

    public void Dispose()
    {
        _questionLoader.Dispose();
        _overviewLoader.Dispose();
        _arranger.Dispose();
        _questions.Dispose();
        _overview.Dispose();
        _window.Dispose();
        _loop.Dispose();
    }

    private void Run()
    {
        var endings = Endings.Select(signal => PosixSignalRegistration.Create(signal, Leave)).ToList();
        _loop.Application.Run(_window);
        endings.ForEach(ending => ending.Dispose());
    }

    /// <summary>Looks whether somebody has committed.</summary>
    /// <returns>True: look again.</returns>
    private bool Follow()
    {
        var manifest = LiveArchive.ManifestState(_folder);
        if (!_browser.IsFollowing || manifest == _manifest) return true;
        _manifest = manifest;
        _browser.Follow();
        _window.Show();
        return true;
    }

    private ScreenLoader Loader(LiveArchive archive) => new(archive.Current, Post, Missing);

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
            catch (OperationCanceledException)
            {
                // another arrangement is wanted
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
