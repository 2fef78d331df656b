using LurkBot.Cli.Commands;

return await RootCommandFactory.Create().InvokeAsync(args);
