def frame(request):
    """`site`: what stands around every page. Lazy, so that pages without the frame ask nothing."""
    return {"site": request.frame}
